import { beforeAll, describe, expect, it, vi } from 'vitest';
import { formatPoints } from '../../lib/domain/points.ts';
import type { ToldChange } from '../../lib/domain/ports.ts';
import { writeChange } from '../../lib/stores/board-store.ts';
import { keys } from '../../lib/stores/table.ts';
import { everythingMoves, longId } from '../support/everything-moves.ts';
import { admin, auditor, cycleBody, type SampleService, sampleService } from '../support/sample-service.ts';

const districts = 2700;
const writers = 90;
const components = ['13', '16', '17', '18'];

/** What each version moved: here only how much of it is told at once is of interest. */
const told = new Map<number, ToldChange>();
vi.mock('../../functions/protocols/tell-changes.ts', () => ({
  tellEntry: async (_needs: unknown, _rules: unknown, { version }: { readonly version: number }) => told.get(version)!,
}));

let service: SampleService;
beforeAll(async () => {
  service = await sampleService();
  const cohort = Array.from({ length: districts }, (_, position) => {
    return { id: longId(position), name: { zh: `第${position}区`, en: `D${position}` } };
  });
  await service.send('POST /v1/cycles', { caller: admin, body: { ...cycleBody, id: 'large', districts: cohort } });
  const largest = everythingMoves({ districts, writers, components });
  const small = { ...largest, moves: largest.moves.slice(0, 2) };
  for (const [at, change] of [small, largest, largest, small].entries()) place(at + 1, change);
});

/** A version as it was committed, with the board that has come so far. */
function place(version: number, { at, causes, moves }: ToldChange) {
  const { table } = service.needs;
  const entry = { version, at, since: at, causes, own: [], cells: [] };
  table.place({ ...keys.change('large', version), ...writeChange(entry) });
  told.set(version, { version, at, causes, moves });
  table.alter(keys.board('large'), { version });
}

interface Item {
  readonly version: number;
  readonly continued?: true;
  readonly causes: object[];
  readonly rivals?: {
    readonly basis: string;
    readonly component: string;
    readonly districts: string[];
    readonly text: object;
  }[];
  readonly moved: {
    readonly district: string;
    readonly basis: string;
    readonly score: string[];
    readonly rank: number[];
    readonly components: { readonly component: string; readonly because: { readonly kind: string } }[];
  }[];
}

async function pages(limit: number) {
  const read: { readonly items: Item[]; readonly bytes: number }[] = [];
  for (let query = `limit=${limit}`; query; ) {
    const { body, text } = await service.send(`GET /v1/cycles/large/changes?${query}`, { caller: auditor });
    read.push({ items: body.items, bytes: Buffer.byteLength(text) });
    query = body.nextCursor ? `limit=${limit}&cursor=${body.nextCursor}` : '';
  }
  return read;
}

describe('a change that moves every district in every competition on both bases', () => {
  it.each([100, 1])(
    'is answered in pages of less than 1 MB, nothing twice and nothing missing (limit %i)',
    async (limit) => {
      const read = await pages(limit);
      for (const { bytes } of read) expect(bytes).toBeLessThan(1_000_000);
      const items = read.flatMap((page) => page.items);
      expect(read.length).toBeGreaterThan(4);
      const wanted = everythingMoves({ districts, writers, components }).moves;
      for (const [version, moves] of [wanted.slice(0, 2), wanted, wanted, wanted.slice(0, 2)].entries()) {
        const parts = items.filter((item) => item.version === version + 1);
        expect(parts.map(({ continued }) => continued ?? false)).toEqual(parts.map((_, at) => at < parts.length - 1));
        expect(
          parts.flatMap(({ moved }) => moved).map(({ district, basis, score, rank }) => [district, basis, score, rank]),
        ).toEqual(
          moves.map(({ district, basis, score, rank }) => [
            longId(district),
            basis,
            score.map((points) => formatPoints(points, 2)),
            rank,
          ]),
        );
      }
    },
  );

  it('names rivals once for each component with each part that speaks of it, never with the districts', async () => {
    const items = (await pages(100)).flatMap((page) => page.items).filter(({ version }) => version === 2);
    const all = Array.from({ length: writers }, (_, index) => longId(districts - writers + index));
    for (const { causes, rivals, moved } of items) {
      expect(causes).toHaveLength(writers);
      const named = [
        ...new Set(moved.filter(({ components: of }) => of[0]!.because.kind === 'cohort').map(({ basis }) => basis)),
      ];
      expect(rivals ?? []).toEqual(
        named.flatMap((basis) =>
          components.map((component) => ({ basis, component, districts: all, text: expect.any(Object) })),
        ),
      );
      for (const { because } of moved.flatMap((move) => move.components))
        expect(because).toEqual({ kind: expect.stringMatching(/^(own-book|cohort)$/) });
    }
    expect(items[0]!.rivals![0]!.text).toEqual({
      zh: '其他区县的数值有变动，影响了名次：第2610区、第2611区、第2612区、第2613区、第2614区等 90 个区县。',
      en: 'Values of other districts changed the places: D2610, D2611, D2612, D2613, D2614 and 85 more.',
    });
  });

  it('keeps to the size of a page where a single district moves in more competitions than one holds rivals of', async () => {
    const many = Array.from({ length: 500 }, (_, at) => `competition-${at}`);
    const change = everythingMoves({ districts, writers, components: many });
    place(5, { ...change, moves: change.moves.slice(0, 2) });
    const read: string[] = [];
    for (let query = 'after=4'; query; ) {
      const { body, text } = await service.send(`GET /v1/cycles/large/changes?${query}`, { caller: auditor });
      expect(Buffer.byteLength(text)).toBeLessThan(1_000_000);
      for (const { district, components: of } of (body.items as Item[]).flatMap((item) => item.moved))
        read.push(...of.map(({ component }) => `${district} ${component}`));
      query = body.nextCursor ? `cursor=${body.nextCursor}` : '';
    }
    expect(read).toEqual([0, 1].flatMap((at) => many.map((component) => `${longId(at)} ${component}`)));
  });
});
