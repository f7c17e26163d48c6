/**
 * A mirror that follows the feed: it keeps every district's scores and ranks in a file, as new as the ranking itself, and
 * goes on where it stopped. The file is replaced as a whole, so that whoever reads it never sees half of a version.
 *
 *   KAOHE_URL=… KAOHE_TOKEN=… node mirror.ts <cycle> <file.json>
 */
import { readFile, rename, writeFile } from 'node:fs/promises';
import { type Change, connect, followChanges, ResyncNeeded, tell } from 'kaohe/client';

interface Mirror {
  version: number;
  /** When that version was made: after a restored backup there may be another one of the same number. */
  at: string;
  readonly standings: Record<'claimed' | 'verified', Record<string, { score?: string; rank?: number }>>;
}

const [cycle = '', file = ''] = process.argv.slice(2);
const { KAOHE_URL: url = 'http://127.0.0.1:8787', KAOHE_TOKEN: token = null } = process.env;
const api = connect({ url, token: () => token });

/** Everything as it is now; both rankings of one version. */
async function readAll(): Promise<Mirror> {
  for (;;) {
    const [claimed, verified] = await Promise.all([readRanking('claimed'), readRanking('verified')]);
    if (claimed.version !== verified.version) continue;
    const standings = { claimed: standingsOf(claimed.rows), verified: standingsOf(verified.rows) };
    return { version: claimed.version, at: claimed.asOf, standings };
  }
}

function readRanking(basis: 'claimed' | 'verified') {
  return tell(api.GET('/v1/cycles/{cycle}/ranking', { params: { path: { cycle }, query: { basis } } }));
}

function standingsOf(rows: Awaited<ReturnType<typeof readRanking>>['rows']) {
  return Object.fromEntries(rows.map(({ district, score, rank }) => [district, { score, rank }]));
}

function apply(mirror: Mirror, { version, at, moved }: Change): void {
  for (const { basis, district, score, rank } of moved)
    mirror.standings[basis][district] = { score: score[1], rank: rank[1] };
  Object.assign(mirror, { version, at });
}

async function keep(mirror: Mirror): Promise<void> {
  await writeFile(`${file}.new`, JSON.stringify(mirror));
  await rename(`${file}.new`, file);
  console.log(`version ${mirror.version}`);
}

let mirror = await readFile(file, 'utf8').then((text): Mirror => JSON.parse(text), readAll);
for (let isSealed = false; !isSealed; ) {
  try {
    await keep(mirror);
    for await (const change of followChanges(api, cycle, { after: mirror.version, at: mirror.at })) {
      apply(mirror, change);
      await keep(mirror);
    }
    isSealed = true;
  } catch (fault) {
    // The service was restored to an earlier moment: what is here may never have been.
    if (!(fault instanceof ResyncNeeded)) throw fault;
    mirror = await readAll();
  }
}
console.log('sealed');
