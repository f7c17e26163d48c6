import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { DemoOffice } from '../../infra/local/demo/demo-office.ts';
import { samplePdf } from '../../infra/local/demo/sample-files.ts';
import { LocalClock } from '../../infra/local/local-clock.ts';
import { admin, portalOf } from '../support/city.ts';
import { demoDays, demoTimeout, type LocalRun, useLocalRuns, welcomeOf } from '../support/local-run.ts';
import { until } from '../support/until.ts';

const runs = useLocalRuns();
const auditor = { role: 'auditor', subject: 'e2e-auditor' } as const;
const cycles = ['demo-last-year', 'demo'] as const;
const weekMilliseconds = 7 * 24 * 3_600_000;

interface Shown {
  readonly year: number;
  readonly state: string;
  readonly finalRevision: number;
  readonly createdAt: string;
  readonly districts: readonly { readonly id: string }[];
}
interface Change {
  readonly at: string;
  readonly moved: readonly {
    readonly basis: string;
    readonly rank: readonly [number, number];
    readonly components: readonly { readonly component: string; readonly because: { readonly kind: string } }[];
  }[];
}
interface Entry {
  readonly at: string;
  readonly action: string;
}
interface Completeness {
  readonly complete: number;
  readonly components: readonly {
    readonly state: string;
    readonly stale: boolean;
    readonly onSite: { readonly done: boolean };
  }[];
}
interface Paper {
  readonly state: string;
  readonly contentType: string;
  readonly fileName: string;
}
interface BookShown {
  readonly components: readonly {
    readonly claim: {
      readonly note: string | null;
      readonly evidence: readonly string[];
      readonly value: string;
    } | null;
    readonly verification: { readonly value: string; readonly deduction: string | null } | null;
  }[];
}
interface Final {
  readonly sha256: string;
  readonly superseded: boolean;
  readonly files: readonly { readonly name: string; readonly url: string }[];
}

let run: LocalRun;
const get = <Body>(path: string) => run.client.expect<Body>(auditor, 'GET', `/v1/cycles/${path}`);

/** Every item of a list, page by page. */
async function list<Item>(path: string): Promise<Item[]> {
  const items: Item[] = [];
  for (let cursor = ''; ; ) {
    const page = await get<{ items: Item[]; nextCursor?: string }>(`${path}?limit=100${cursor}`);
    items.push(...page.items);
    if (page.nextCursor === undefined) return items;
    cursor = `&cursor=${encodeURIComponent(page.nextCursor)}`;
  }
}

async function ofDistricts<Found>(cycle: string, path: string, read = get<Found>): Promise<Map<string, Found>> {
  const { districts } = await get<Shown>(cycle);
  const found = districts.map(async ({ id }) => [id, await read(`${cycle}/districts/${id}/${path}`)] as const);
  return new Map(await Promise.all(found));
}

const isInOrder = (instants: readonly string[]) =>
  instants.every((at, index) => index === 0 || at >= instants[index - 1]!);

describe('the demo, whose building was killed twice and gone on with,', () => {
  beforeAll(async () => {
    const dataDirectory = runs.newDirectory();
    for (const days of [20, 207]) {
      run = await runs.start({ dataDirectory, environment: { DEMO: 'on' } });
      await until(`the demo is beyond day ${days}`, () => demoDays(run) > days);
      await run.kill9();
      const kept = ['demo-built', 'demo-clock'].map((name) => existsSync(join(dataDirectory, name)));
      expect(kept).toEqual([false, true]);
    }
    run = await runs.start({ dataDirectory, environment: { DEMO: 'on' } });
    await welcomeOf(run);
  }, demoTimeout);

  it('is two cycles of neighbouring years: one is sealed, corrected and sealed again, the other open', async () => {
    const [last, now] = await Promise.all(cycles.map((cycle) => get<Shown>(cycle)));
    expect(now!.year - last!.year).toBe(1);
    expect([last!.state, last!.finalRevision]).toEqual(['finalized', 2]);
    expect([now!.state, now!.finalRevision]).toEqual(['open', 0]);
  });

  it.each(cycles)('has entries and versions over weeks, none of which goes back in time: %s', async (cycle) => {
    const { createdAt } = await get<Shown>(cycle);
    const changes = await list<Change>(`${cycle}/changes`);
    expect(isInOrder([createdAt, ...changes.map(({ at }) => at)])).toBe(true);
    const histories = await ofDistricts<Entry[]>(cycle, 'history', list);
    for (const [district, entries] of histories) {
      const instants = entries.map(({ at }) => at).reverse();
      expect([district, isInOrder([createdAt, ...instants])]).toEqual([district, true]);
      expect(Date.parse(instants.at(-1)!) - Date.parse(instants[0]!)).toBeGreaterThan(3 * weekMilliseconds);
    }
    expect(new Set(changes.map(({ at }) => at.slice(0, 10))).size).toBeGreaterThan(cycle === 'demo' ? 25 : 8);
    const newest = Date.parse(changes.at(-1)!.at);
    expect(newest).toBeLessThan(Date.now());
    if (cycle === 'demo') expect(Date.now() - newest).toBeLessThan(weekMilliseconds);
  });

  it.each(cycles)('holds together: books, board and audit chains of %s', async (cycle) => {
    const shown = await get<{ status: string; lastComparison: { auditBreaks: []; at: string } }>(`${cycle}/integrity`);
    expect(shown).toMatchObject({ status: 'equal', lastComparison: { differences: [], auditBreaks: [] } });
  });

  it('has districts that differ in diligence, and something in every state', async () => {
    const found = await ofDistricts<Completeness>('demo', 'completeness');
    const complete = [...found.values()].map((each) => each.complete);
    expect([Math.min(...complete), Math.max(...complete) > 22]).toEqual([0, true]);
    const components = [...found.values()].flatMap((each) => each.components);
    const states = Map.groupBy(components, ({ state }) => state);
    for (const state of ['missing', 'claimed', 'verified', 'returned', 'pending', 'target-missing'])
      expect([state, states.get(state)?.length ?? 0]).toEqual([state, expect.toSatisfy((count) => count > 0)]);
    expect(states.get('verified')!.length).toBeGreaterThan(150);
    for (const [district, { components: own }] of found)
      expect([district, own.some(({ state }) => state === 'claimed' || state === 'pending')]).toEqual([district, true]);
    expect(components.filter(({ stale }) => stale).length).toBeGreaterThan(1);
    expect(components.filter(({ onSite }) => onSite.done).length).toBeGreaterThan(30);
  });

  it('has claims that are verified as they are, corrected and deducted, and each says what it is', async () => {
    const books = await ofDistricts<BookShown>('demo', 'book');
    const components = [...books.values()].flatMap((book) => book.components);
    const judged = components.flatMap(({ claim, verification }) =>
      claim && verification ? [{ claim, verification }] : [],
    );
    const corrected = judged.filter(({ claim, verification }) => claim.value !== verification.value);
    expect(corrected.length).toBeGreaterThan(3);
    expect(judged.filter(({ verification }) => verification.deduction !== null).length).toBeGreaterThan(0);
    for (const { claim } of components) {
      if (claim) expect(claim.note).toMatch(/来源：https?:|^演示数据，数值为虚构/);
      if (claim) expect(claim.evidence.length).toBeGreaterThan(0);
    }
  });

  it('has several papers a district, one of them withdrawn, some with the bytes of another district', async () => {
    const papers = await ofDistricts<Paper[]>('demo', 'evidence', list);
    for (const own of papers.values()) expect(own.length).toBeGreaterThan(1);
    const all = [...papers.values()].flat();
    expect(new Set(all.map(({ contentType }) => contentType))).toEqual(new Set(['application/pdf', 'image/png']));
    const withdrawn = all.filter(({ state }) => state !== 'stored');
    expect(new Set(withdrawn.map(({ state }) => state))).toEqual(new Set(['withdrawn']));
    // A file that was cut off on its way is there twice: taken back and sent again.
    const stored = new Set(all.filter(({ state }) => state === 'stored').map(({ fileName }) => fileName));
    expect(withdrawn.filter(({ fileName }) => !stored.has(fileName)).length).toBe(1);
    const duplicates = await get<{ items: { holders: { district: string }[] }[] }>('demo/evidence-duplicates');
    const holders = duplicates.items.map((item) => item.holders.map(({ district }) => district).sort());
    expect(holders).toEqual([
      ['pudong', 'songjiang'],
      ['pudong', 'songjiang'],
    ]);
  });

  it('has ranks that change over the weeks, places lost to others in each competitive component, and a tie', async () => {
    const moved = (await list<Change>('demo/changes')).flatMap((change) => change.moved);
    expect(moved.filter(({ rank: [before, after] }) => before !== after).length).toBeGreaterThan(100);
    const lost = moved.flatMap(({ components }) => components.filter(({ because }) => because.kind === 'cohort'));
    expect(new Set(lost.map(({ component }) => component))).toEqual(new Set(['13', '16', '17', '18']));
    const { rows } = await get<{ rows: { rank: number; district: string; score: string }[] }>(
      'demo/ranking?basis=claimed',
    );
    const tied = rows.filter(({ score }) => score === '41.44');
    expect(tied.map(({ rank, district }) => [rank, district])).toEqual([
      [7, 'pudong'],
      [7, 'putuo'],
    ]);
  });

  it('has sealed results with all their files, which the verifier finds in order', async () => {
    const directory = runs.newDirectory();
    for (const revision of [1, 2]) {
      const final = await get<Final>(`demo-last-year/final?revision=${revision}`);
      expect(final.superseded).toBe(revision === 1);
      expect(final.files.length).toBeGreaterThan(18);
      const paths = ['snapshot.json', 'audit.ndjson'].map(
        (name) => [name, join(directory, `${revision}-${name}`)] as const,
      );
      for (const [name, path] of paths) {
        const { url } = final.files.find((file) => file.name === name)!;
        writeFileSync(path, Buffer.from(await (await fetch(url)).arrayBuffer()));
      }
      const [snapshot, audit] = paths.map(([, path]) => path);
      const verifier = fileURLToPath(new URL('../../lib/verifier/kaohe.ts', import.meta.url));
      const options = ['verify', snapshot!, '--audit', audit!, '--sha256', final.sha256];
      const child = spawn(process.execPath, [verifier, ...options], { stdio: 'ignore' });
      expect(await once(child, 'close')).toEqual([0, null]);
    }
    const { files } = await get<Final>('demo-last-year/final');
    const { url } = files.find(({ name }) => name === 'differences.json')!;
    const differences = JSON.stringify(await (await fetch(url)).json());
    expect(differences).toContain('songjiang');
    expect(differences).toContain('baiyun');
  });

  it('leaves the machine’s clock behind', async () => {
    const before = Date.now();
    const portal = { role: 'district', district: 'jimei', subject: 'e2e-portal' } as const;
    await run.client.expect(portal, 'PUT', '/v1/cycles/demo/districts/jimei/components/1/claim', { value: '1' });
    const [entry] = await list<Entry>('demo/districts/jimei/history');
    expect(Date.parse(entry!.at)).toBeGreaterThanOrEqual(before);
    expect(Date.parse(entry!.at)).toBeLessThanOrEqual(Date.now());
    expect(existsSync(join(run.dataDirectory, 'demo-clock'))).toBe(false);
    const { lastComparison } = await get<{ lastComparison: { at: string } }>('demo/integrity');
    await run.client.expect(admin, 'POST', '/local/invoke/sweep', {});
    const after = await get<{ status: string; lastComparison: { at: string } }>('demo/integrity');
    expect([after.status, after.lastComparison.at > lastComparison.at]).toEqual(['equal', true]);
  });

  it('is built once: the next start is as quick as one without a demo', async () => {
    const before = await get<{ version: number }>('demo/ranking');
    await run.stop();
    run = await runs.start({ dataDirectory: run.dataDirectory, environment: { DEMO: 'on' } });
    await welcomeOf(run);
    expect((await get<{ version: number }>('demo/ranking')).version).toBe(before.version);
  });

  it('leaves no file on its way for ever when it is cut off between a ticket and its upload', async () => {
    const office = new DemoOffice(run.client, LocalClock.open(runs.newDirectory(), true), 'demo');
    const bytes = samplePdf(['cut off on its way'], 1);
    const facts = { kind: 'roster', components: ['5'], fileName: 'cut-off.pdf' };
    const paper = { ...facts, contentType: 'application/pdf' as const, bytes };
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const announcement = { ...facts, contentType: paper.contentType, sizeBytes: bytes.length, sha256 };
    await run.client.expect(portalOf('jimei'), 'POST', '/v1/cycles/demo/districts/jimei/evidence', announcement);
    const statesNow = async () => {
      const files = await get<{ items: Paper[] }>('demo/districts/jimei/evidence?limit=100');
      return files.items.filter(({ fileName }) => fileName === paper.fileName).map(({ state }) => state);
    };
    expect(await statesNow()).toEqual(['awaiting-upload']);
    await office.handIn('jimei', [paper], []);
    expect((await statesNow()).sort()).toEqual(['stored', 'withdrawn']);
  });
});
