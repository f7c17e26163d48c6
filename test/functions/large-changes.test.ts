import { beforeAll, describe, expect, it } from 'vitest';
import { formatPoints } from '../../lib/domain/points.ts';
import { writeChange } from '../../lib/stores/board-store.ts';
import { keys } from '../../lib/stores/table.ts';
import { everythingMoves, longId } from '../support/everything-moves.ts';
import { admin, auditor, cycleBody, type SampleService, sampleService } from '../support/sample-service.ts';

const districts = 2700;
const writers = 90;
const components = ['13', '16', '17', '18'];

let service: SampleService;
beforeAll(async () => {
  service = await sampleService();
  const cohort = Array.from({ length: districts }, (_, position) => {
    return { id: longId(position), name: { zh: `第${position}区`, en: `D${position}` } };
  });
  await service.send('POST /v1/cycles', { caller: admin, body: { ...cycleBody, id: 'large', districts: cohort } });
  const largest = everythingMoves({ districts, writers, components });
  const small = { ...largest, moves: largest.moves.slice(0, 2) };
  for (const [at, change] of [small, largest, largest, small].entries())
    service.needs.table.place({ ...keys.change('large', at + 1), ...writeChange({ ...change, version: at + 1 }) });
});

interface Item {
  readonly version: number;
  readonly continued?: true;
  readonly causes: object[];
  readonly rivals?: { readonly basis: string; readonly component: string; readonly districts: string[] }[];
  readonly moved: {
    readonly district: string;
    readonly basis: string;
    readonly score: string[];
    readonly rank: number[];
    readonly components: { readonly because: { readonly districts: string[]; readonly count?: number } }[];
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
    'is answered in parts that a function may answer, nothing twice and nothing missing (limit %i)',
    async (limit) => {
      const read = await pages(limit);
      for (const { bytes } of read) expect(bytes).toBeLessThan(4_100_000);
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

  it('names a handful of rivals with each move, and all of them once with each part', async () => {
    const items = (await pages(100)).flatMap((page) => page.items).filter(({ version }) => version === 2);
    const all = Array.from({ length: writers }, (_, index) => longId(districts - writers + index));
    for (const item of items) {
      expect(item.causes).toHaveLength(writers);
      expect(item.rivals).toEqual(
        ['claimed', 'verified'].flatMap((basis) =>
          components.map((component) => ({ basis, component, districts: all })),
        ),
      );
    }
    expect(items[0]!.moved[0]!.components[0]!.because).toEqual({
      kind: 'cohort',
      districts: all.slice(0, 5),
      count: writers,
      text: {
        zh: '其他区县的数值有变动，影响了名次：第2610区、第2611区、第2612区、第2613区、第2614区等 90 个区县。',
        en: 'Values of other districts changed the places: D2610, D2611, D2612, D2613, D2614 and 85 more.',
      },
    });
  });

  it('names all rivals with the move where they are no more than a handful, and nowhere else', async () => {
    const change = everythingMoves({ districts, writers: 5, components: ['13'] });
    const fields = writeChange({ ...change, version: 5, moves: change.moves.slice(0, 1) });
    service.needs.table.place({ ...keys.change('large', 5), ...fields });
    const { body } = await service.send('GET /v1/cycles/large/changes?after=4', { caller: auditor });
    expect(body.items[0]).not.toHaveProperty('rivals');
    expect(body.items[0].moved[0].components[0].because).toEqual({
      kind: 'cohort',
      districts: [2695, 2696, 2697, 2698, 2699].map(longId),
      text: { zh: expect.stringMatching(/第2699区。$/), en: expect.stringMatching(/ D2699\.$/) },
    });
  });
});
