import type { Clients } from './storm-clients.ts';

/** What readers have seen, for comparison with what they see next. */
interface Seen {
  version: number;
  readonly revisions: Map<string, number>;
}

/** Scores by version, basis and district, whoever saw them and in whichever answer. */
export type SeenScores = Map<string, string>;

/** A reader: looks again and again, and says what it must never see. */
export async function actAsReader(clients: Clients, scores: SeenScores, reads: number): Promise<string[]> {
  const found: string[] = [];
  const seen: Seen = { version: 0, revisions: new Map() };
  for (let made = 0; made < reads; made++) {
    const look = clients.random.chance(0.5) ? readScore : readRanking;
    found.push(...(await look(clients, scores, seen)));
    await clients.scheduler.point(clients.random.below(40));
  }
  return found;
}

/** A reader who follows the feed: nothing is missing in it, and nothing that it tells of is not to be found yet. */
export async function actAsFollower(clients: Clients, scores: SeenScores, reads: number): Promise<string[]> {
  const found: string[] = [];
  const seen: Seen = { version: 0, revisions: new Map() };
  let [after, at] = [0, ''];
  for (let made = 0; made < reads; made++) {
    const query = `after=${after}${at && `&at=${at}`}&limit=2`;
    const { status, body } = await clients.send(`GET /v1/cycles/2019/changes?${query}`, { caller });
    if (status !== 200) found.push(...refusalFaults(status));
    for (const { version, at: made, causes } of status === 200 ? (body.items as Told[]) : []) {
      if (version !== after + 1) found.push(`the feed told of version ${version} after ${after}`);
      [after, at] = [version, made];
      seen.version = version;
      for (const { district, revision } of causes) seen.revisions.set(district, revision);
    }
    const look = clients.random.chance(0.5) ? readScore : readRanking;
    found.push(...(await look(clients, scores, seen)));
    await clients.scheduler.point(clients.random.below(20));
  }
  return found;
}

interface Told {
  readonly version: number;
  readonly at: string;
  readonly causes: readonly { readonly district: string; readonly revision: number }[];
}

const caller = { role: 'auditor', subject: 'auditor-1' };

async function readScore(clients: Clients, scores: SeenScores, seen: Seen): Promise<string[]> {
  const { random, acknowledged } = clients;
  const district = random.pick(clients.districts);
  const min = acknowledged.get(district) ?? 0;
  const basis = random.pick(['claimed', 'verified']);
  const target = `/v1/cycles/2019/districts/${district}/score?basis=${basis}&minRevision=${min}`;
  const { status, body } = await clients.send(`GET ${target}`, { caller });
  if (status !== 200) return refusalFaults(status);
  return [
    ...compare(seen, body.version, [[district, body.revision, min]]),
    ...agree(scores, body.version, basis, district, body.score),
  ];
}

async function readRanking(clients: Clients, scores: SeenScores, seen: Seen): Promise<string[]> {
  const { random, acknowledged } = clients;
  const basis = random.pick(['claimed', 'verified']);
  const awaited = [...acknowledged].map(([district, revision]) => `${district}@${revision}`);
  const filter = random.pick(['', '&component=5', '&component=13']);
  const min = awaited.length > 0 ? `&min=${awaited.join(',')}` : '';
  const least = new Map(acknowledged);
  const { status, body } = await clients.send(`GET /v1/cycles/2019/ranking?basis=${basis}${filter}${min}`, { caller });
  if (status !== 200) return refusalFaults(status);
  const rows = body.rows as { district: string; revision: number; score: string }[];
  const shown = rows.map(({ district, revision }) => [district, revision, least.get(district) ?? 0] as const);
  const totals = filter === '' ? rows : [];
  return [
    ...compare(seen, body.version, shown),
    ...totals.flatMap(({ district, score }) => agree(scores, body.version, basis, district, score)),
  ];
}

function refusalFaults(status: number): string[] {
  return [409, 500, 503].includes(status) ? [] : [`a reader was answered ${status}`];
}

/** Never older than what the same reader saw before, nor than what it asked for. */
function compare(seen: Seen, version: number, shown: readonly (readonly [string, number, number])[]): string[] {
  const found = version < seen.version ? [`a reader saw version ${version} after ${seen.version}`] : [];
  seen.version = version;
  for (const [district, revision, least] of shown) {
    if (revision < least)
      found.push(`a reader was shown revision ${revision} of ${district}, having asked for ${least}`);
    if (revision < (seen.revisions.get(district) ?? 0)) found.push(`the label of ${district} went back for a reader`);
    seen.revisions.set(district, revision);
  }
  return found;
}

/** One version has one score, wherever it is shown. */
function agree(scores: SeenScores, version: number, basis: string, district: string, score: string): string[] {
  const key = `${version} ${basis} ${district}`;
  const known = scores.get(key);
  scores.set(key, score);
  return known === undefined || known === score
    ? []
    : [`two answers of version ${version} show ${known} and ${score} for ${district}`];
}
