import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { type Api, type Change, type Reply, tell } from '../client/index.ts';
import { visible, wrap } from './shown-text.ts';
import { type Column, layOut, type Row } from './table.ts';
import type { Terminal } from './terminal.ts';
import type { Basis } from './verb.ts';

type Ranking = Reply<'getRanking'>;
/** A method, as far as standings show it. */
export type Scheme = Pick<Reply<'getScheme'>, 'categories' | 'grades'>;
type Component = Scheme['categories'][number]['indicators'][number]['components'][number];

/** Where a district stands on both bases. */
interface Standing {
  readonly district: string;
  readonly name: Ranking['rows'][number]['name'];
  readonly claimed: { readonly rank: number; readonly score: string };
  readonly verified: { readonly rank: number; readonly score: string };
  /** Points by category of the basis that it was read by; empty where these have moved since. */
  readonly categories: Readonly<Record<string, string>>;
  /** The grade on that basis; `null` in schemes without grades, and where it may have moved since. */
  readonly grade: string | null;
  /** The components whose vetoes lowered it. */
  readonly vetoes: readonly string[];
}

/** Where all stand at one version of the board. */
export interface Standings {
  readonly cycle: string;
  readonly scheme: string;
  readonly basis: Basis;
  readonly version: number;
  readonly asOf: string;
  readonly isProvisional: boolean;
  readonly rows: readonly Standing[];
}

/** Reads both rankings of one version. */
export async function readStandings(api: Api, cycle: string, basis: Basis): Promise<Standings> {
  for (;;) {
    const [claimed, verified] = await Promise.all(
      (['claimed', 'verified'] as const).map((one) => readRanking(api, cycle, one)),
    );
    if (claimed!.version !== verified!.version) continue;
    const by = basis === 'claimed' ? claimed! : verified!;
    const of = ({ rows }: Ranking) => new Map(rows.map((row) => [row.district, row]));
    const [claimedOf, verifiedOf] = [of(claimed!), of(verified!)];
    const { scheme, version, asOf, provisional: isProvisional } = by;
    const rows = by.rows.map(({ district, name, categories, grade, vetoes }) => {
      const [claimed, verified] = [claimedOf.get(district)!, verifiedOf.get(district)!];
      return { district, name, claimed, verified, categories, grade, vetoes };
    });
    return { cycle, scheme, basis, version, asOf, isProvisional, rows };
  }
}

/** The ranking on one basis, as the API tells it. */
export function readRanking(api: Api, cycle: string, basis: Basis): Promise<Ranking> {
  return tell(api.GET('/v1/cycles/{cycle}/ranking', { params: { path: { cycle }, query: { basis } } }));
}

/** Where all stand after a version of the change feed. */
export function moved(standings: Standings, { version, at, moved: moves }: Change): Standings {
  const rows = standings.rows.map((row) => {
    let next = row;
    for (const { district, basis, rank, score } of moves)
      if (district === row.district)
        next = { ...next, [basis]: { rank: rank[1]!, score: score[1]! }, categories: {}, grade: null };
    return next;
  });
  const { basis } = standings;
  // Equals stay in the order of their ids, as in the ranking.
  rows.sort((a, b) => a[basis].rank - b[basis].rank || (a.district < b.district ? -1 : 1));
  return { ...standings, version, asOf: at, rows };
}

/** Ranks by district, as somebody has seen them. */
export interface Look {
  readonly version: number;
  readonly ranks: Readonly<Record<string, number>>;
}

/** So many are kept; local runs on free ports would be ever more. */
const looksMax = 100;

/** What somebody sees who looks at these standings. */
export function lookAt({ version, basis, rows }: Standings): Look {
  return { version, ranks: Object.fromEntries(rows.map((row) => [row.district, row[basis].rank])) };
}

/**
 * The look before this one, which is kept for the next time below `XDG_STATE_HOME`; `null` for the first. Where nothing
 * can be kept, every look is the first.
 */
export function lastLook({ world }: Terminal, url: string, standings: Standings): Look | null {
  const { XDG_STATE_HOME, HOME } = world.environment;
  const file = join(XDG_STATE_HOME || join(HOME || homedir(), '.local/state'), 'kaohe/looks.json');
  const key = `${url} ${standings.cycle} ${standings.basis}`;
  let looks: Record<string, Look> = {};
  try {
    looks = JSON.parse(readFileSync(file, 'utf8')) as Record<string, Look>;
  } catch {
    // There is none yet, or it is no longer readable.
  }
  const last = looks[key] ?? null;
  const latest = Object.fromEntries(
    Object.entries(looks)
      .filter(([other]) => other !== key)
      .slice(1 - looksMax),
  );
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    writeFileSync(file, JSON.stringify({ ...latest, [key]: lookAt(standings) }), { mode: 0o600 });
  } catch {
    // A disk that can't be written is no reason not to show a ranking.
  }
  return last;
}

/** The components of a scheme, in its order. */
export function componentsOf({ categories }: Pick<Scheme, 'categories'>): Component[] {
  return categories.flatMap(({ indicators }) => indicators.flatMap(({ components }) => components));
}

/** A grade by its name; empty in schemes without grades. */
export function gradeName(terminal: Terminal, { grades }: Scheme, { grade }: Pick<Standing, 'grade'>): string {
  const name = grades?.find(({ id }) => id === grade)?.name;
  return name ? visible(terminal.say(name)) : '';
}

/** The same with the components whose vetoes lowered it, by their numbers: `合格（12）`. */
function gradeCell(terminal: Terminal, scheme: Scheme, standing: Pick<Standing, 'grade' | 'vetoes'>): string {
  const { vetoes } = standing;
  const name = gradeName(terminal, scheme, standing);
  if (name === '' || vetoes.length === 0) return name;
  return name + visible(terminal.say({ zh: `（${vetoes.join('、')}）`, en: ` (${vetoes.join(', ')})` }));
}

/** Vetoes by number and name: `12 超编进人`. */
export function namedVetoes(terminal: Terminal, scheme: Scheme, vetoes: readonly string[]): string {
  const named = componentsOf(scheme).filter(({ id }) => vetoes.includes(id));
  return visible(named.map(({ id, name }) => `${id} ${terminal.say(name)}`).join(terminal.say({ zh: '、', en: ', ' })));
}

/** What the numbers beside grades stand for, below the table that shows them. */
export function vetoLines(terminal: Terminal, { rows }: Standings, scheme: Scheme): string[] {
  const lowering = rows.flatMap(({ grade, vetoes }) => (grade === null ? [] : vetoes));
  if (lowering.length === 0) return [];
  const names = namedVetoes(terminal, scheme, lowering);
  return [
    '',
    ...wrap(terminal.say({ zh: `降等的否决项：${names}`, en: `Vetoes that lowered grades: ${names}` }), terminal.width),
  ];
}

/** Whether points can be earned or lost in a category; one of vetoes alone is told by the grades. */
function hasPoints({ indicators }: Scheme['categories'][number]): boolean {
  return indicators.some(({ components }) =>
    components.some(({ fullPoints, lowestPoints = '0' }) => Number(fullPoints) > 0 || Number(lowestPoints) < 0),
  );
}

/** Standings as a table, with points by category and grades as far as the scheme is given; ▲ and ▼ tell by how many ranks a district has moved since a look. */
export function standingsTable(
  terminal: Terminal,
  standings: Standings,
  scheme: Scheme,
  since: Look | null,
  isFresh: (district: string) => boolean = () => false,
): string[] {
  const { basis, rows } = standings;
  const categories = scheme.categories.filter(hasPoints);
  const other = basis === 'claimed' ? 'verified' : 'claimed';
  const say = terminal.say.bind(terminal);
  const scoreHeads = {
    claimed: say({ zh: '申报得分', en: 'claimed' }),
    verified: say({ zh: '核定得分', en: 'verified' }),
  };
  const columns: Column[] = [
    { head: say({ zh: '名次', en: 'rank' }), align: 'right' },
    { head: '', align: 'left' },
    { head: say({ zh: '区县', en: 'district' }), shrinksTo: 14 },
    { head: '', spare: 1 },
    { head: scoreHeads[basis], align: 'right' },
    ...categories.map(({ name }) => ({ head: visible(say(name)), align: 'right', spare: 2 }) as const),
    { head: scheme.grades ? say({ zh: '等次', en: 'grade' }) : '', shrinksTo: 8, isWrapped: true },
    { head: scoreHeads[other], align: 'right' },
    { head: say({ zh: '名次', en: 'rank' }), align: 'right' },
  ];
  const cells = rows.map(({ district, name, categories: points, ...standing }): Row => {
    const paint = isFresh(district) ? (text: string) => terminal.paint('bold', text) : undefined;
    return [
      { text: String(standing[basis].rank), paint },
      movement(terminal, since?.ranks[district], standing[basis].rank),
      { text: visible(say(name)), paint },
      { text: visible(district), paint: (text: string) => terminal.paint('dim', text) },
      { text: standing[basis].score, paint },
      ...categories.map(({ id }) => points[id] ?? ''),
      gradeCell(terminal, scheme, standing),
      standing[other].score,
      String(standing[other].rank),
    ];
  });
  return layOut(columns, cells, terminal.width);
}

function movement(terminal: Terminal, before: number | undefined, now: number) {
  if (before === undefined || before === now) return '';
  const isUp = now < before;
  const paint = (text: string) => terminal.paint(isUp ? 'green' : 'red', text);
  return { text: `${isUp ? '▲' : '▼'}${Math.abs(before - now)}`, paint };
}
