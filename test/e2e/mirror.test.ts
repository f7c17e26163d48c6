import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { type Change, connect, followChanges, ResyncNeeded, tell } from '../../lib/client/index.ts';
import { admin, assessor, City, claimPath, portalOf } from '../support/city.ts';
import { databaseOf, type LocalRun, useLocalRuns } from '../support/local-run.ts';
import { SeededRandom } from '../support/storm/random.ts';
import { until } from '../support/until.ts';

const runs = useLocalRuns();
const cycle = 'mirror';
const districts = ['binjiang', 'gongshu', 'shangcheng', 'xihu'];
const dataDirectory = join(runs.newDirectory(), 'data');
const olderCopy = join(runs.newDirectory(), 'copy');
const bases = ['claimed', 'verified'] as const;
const random = new SeededRandom(2030);

let run: LocalRun;
let port: string;

beforeAll(async () => {
  run = await runs.start({ dataDirectory });
  // Restarts are found where the mirror looks.
  port = new URL(run.url).port;
  const city = new City(run.client);
  await city.openCycle(cycle);
  for (const district of districts) await city.setTargets(cycle, district, { '5': '20', '16': '1000' });
});

const startAgain = async () => {
  await endedDatabase();
  run = await runs.start({ dataDirectory, environment: { PORT: port } });
};

/** Until then the data directory is another process's. */
const endedDatabase = () => until('the database has ended', () => databaseOf(dataDirectory) === null);

/** Writes of all kinds by all districts and an assessor, one after the other in each book. */
async function write(count: number): Promise<void> {
  let left = count;
  await Promise.all(
    districts.map(async (district) => {
      while (left-- > 0) await writeOne(district);
    }),
  );
}

async function writeOne(district: string): Promise<void> {
  const book = `/v1/cycles/${cycle}/districts/${district}`;
  const component = random.pick(['5', '13', '16', '17']);
  const value = String(1 + random.below(40));
  const { client } = run;
  const kind = random.next();
  if (kind < 0.1) return void (await client.expect(assessor, 'PUT', `${book}/targets`, { targets: { '5': value } }));
  if (kind < 0.6)
    return void (await client.expect(portalOf(district), 'PUT', claimPath(cycle, district, component), { value }));
  interface Component {
    readonly component: string;
    readonly claim: { readonly revision: number } | null;
  }
  const { components } = await client.expect<{ components: Component[] }>(assessor, 'GET', `${book}/book`);
  const claim = components.find((of) => of.component === component)?.claim;
  if (!claim) return;
  const decision = random.chance(0.8) ? 'verify' : 'return';
  const judgement = { decision, claimRevision: claim.revision, reason: '与佐证一致' };
  const visit = { onSite: { visitedOn: '2026-01-01', participants: ['核验组'] } };
  const body = { ...judgement, ...(decision === 'verify' && visit) };
  await client.expect(assessor, 'POST', `${book}/components/${component}/assessments`, body);
}

type Standings = Record<string, { readonly score: string; readonly rank: number }>;

/** A copy of both rankings that is kept by the feed alone, but for its beginning and where the service went back. */
class Mirror {
  version = -1;
  at = '';
  standings: Record<(typeof bases)[number], Standings> = { claimed: {}, verified: {} };
  /** Versions that it was told of; and where the feed said that it must begin anew, the newest version then. */
  told = 0;
  readonly resyncs: number[] = [];
  #stop = new AbortController();
  #followed: Promise<void> = Promise.resolve();

  start(): void {
    this.#stop = new AbortController();
    this.#followed = this.#follow(this.#stop.signal);
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#followed;
  }

  async #follow(signal: AbortSignal): Promise<void> {
    const token = await run.client.token(admin);
    const api = connect({ url: run.url, token: () => token });
    if (this.version < 0) await this.#readAll(api);
    while (!signal.aborted) {
      try {
        for await (const change of followChanges(api, cycle, { after: this.version, at: this.at, signal }))
          this.#apply(change);
      } catch (fault) {
        if (!(fault instanceof ResyncNeeded)) throw fault;
        this.resyncs.push(fault.newest);
        await this.#readAll(api);
      }
    }
  }

  async #readAll(api: ReturnType<typeof connect>): Promise<void> {
    for (;;) {
      const [claimed, verified] = await Promise.all(
        bases.map((basis) => {
          return tell(api.GET('/v1/cycles/{cycle}/ranking', { params: { path: { cycle }, query: { basis } } }));
        }),
      );
      if (claimed!.version !== verified!.version) continue;
      this.standings = { claimed: standingsOf(claimed!.rows), verified: standingsOf(verified!.rows) };
      [this.version, this.at] = [claimed!.version, claimed!.asOf];
      return;
    }
  }

  #apply({ version, at, moved }: Change): void {
    for (const { basis, district, score, rank } of moved) {
      const known = this.standings[basis][district]!;
      // Each move begins where the one before ended.
      expect([known.score, known.rank]).toEqual([score[0], rank[0]]);
      this.standings[basis][district] = { score: score[1]!, rank: rank[1]! };
    }
    [this.version, this.at] = [version, at];
    this.told += 1;
  }
}

const standingsOf = (rows: readonly { district: string; score: string; rank: number }[]): Standings =>
  Object.fromEntries(rows.map(({ district, score, rank }) => [district, { score, rank }]));

/** Expects that the mirror comes to show what the rankings show, at the same version. */
async function expectTheSame(mirror: Mirror): Promise<void> {
  const read = (basis: string) =>
    run.client.expect<{ version: number; rows: { district: string; score: string; rank: number }[] }>(
      admin,
      'GET',
      `/v1/cycles/${cycle}/ranking?basis=${basis}`,
    );
  await until(
    () => `the mirror, at ${mirror.version}, is where the ranking is`,
    async () => mirror.version === (await read('claimed')).version,
  );
  for (const basis of bases) expect(mirror.standings[basis]).toEqual(standingsOf((await read(basis)).rows));
}

/** The board has applied all that was written. */
async function applied(): Promise<void> {
  for (const district of districts) {
    const book = `/v1/cycles/${cycle}/districts/${district}`;
    const { revision } = await run.client.expect<{ revision: number }>(admin, 'GET', `${book}/book`);
    await until(`${district} is applied`, async () => {
      return (await run.client.send(admin, 'GET', `${book}/score?minRevision=${revision}`)).status === 200;
    });
  }
}

describe('a mirror that follows the feed by waiting', () => {
  it('shows the ranking after 500 writes and a killed server, and after a restored copy of the data it is told to begin anew', async () => {
    const mirror = new Mirror();
    onTestFinished(() => mirror.stop());
    mirror.start();
    await write(100);
    await run.stop();
    await endedDatabase();
    cpSync(dataDirectory, olderCopy, { recursive: true });

    await startAgain();
    await write(200);
    const killed = write(1000).catch(() => 'cut off');
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    await run.kill9();
    expect(await killed).toBe('cut off');
    await startAgain();
    await write(200);
    await applied();
    await expectTheSame(mirror);
    expect(mirror.told).toBeGreaterThan(20);
    expect(mirror.resyncs).toEqual([]);

    // While the mirror looks the service is back at an earlier moment, and then goes on.
    const before = mirror.version;
    await restore();
    await until('the mirror was told', () => mirror.resyncs.length > 0);
    expect(mirror.resyncs[0]).toBeLessThan(before);
    await write(50);
    await applied();
    await expectTheSame(mirror);

    // While nobody looks the service goes back and comes further than it was: only the instant tells.
    await mirror.stop();
    const seen = mirror.version;
    await restore();
    const newest = async () =>
      (await run.client.expect<{ version: number }>(admin, 'GET', `/v1/cycles/${cycle}/ranking`)).version;
    while ((await newest()) <= seen) await write(20);
    await applied();
    mirror.start();
    await until('the mirror was told again', () => mirror.resyncs.length > 1);
    expect(mirror.resyncs[1]).toBeGreaterThan(seen);
    await expectTheSame(mirror);
    expect(mirror.resyncs).toHaveLength(2);
  }, 600_000);
});

/** The server is killed and finds an older copy of its data folder when it starts again. */
async function restore(): Promise<void> {
  await run.kill9();
  await endedDatabase();
  rmSync(dataDirectory, { recursive: true });
  cpSync(olderCopy, dataDirectory, { recursive: true });
  await startAgain();
}
