import { type Change, type Reply, tell } from '../../client/index.ts';
import { api } from '../api.ts';
import { baselineText } from '../cohort-cause.ts';
import type { CycleContext, Scheme } from '../cycle.ts';
import { compareTexts, sumText } from '../exact.ts';
import { changesBetween } from '../feed.ts';
import { listText } from '../format.ts';
import { say, texts } from '../language.ts';

/** A ranking as the API shows it. */
export type Ranking = Reply<'getRanking'>;

/** What is counted: what districts say, or what was verified. */
export type Basis = Ranking['basis'];

/** Both rankings at one version. */
export interface Standing {
  readonly main: Ranking;
  readonly other: Ranking;
}

/** Where each district of a ranking stood before, and why those that have moved since did, in words. */
export interface Past {
  readonly ranks: ReadonlyMap<string, number>;
  readonly causes: ReadonlyMap<string, ReadonlySet<string>>;
}

/** What is ranked. */
export interface Chosen {
  readonly basis: Basis;
  readonly by: string;
  readonly group: string;
}

/**
 * Both bases of one version: where the board moves between the two answers, they are asked again. `known` is a ranking by
 * verified totals that is not older than what is wanted.
 */
export async function readStanding(
  cycle: string,
  { basis, by, group }: Chosen,
  signal: AbortSignal,
  known: Ranking | null = null,
): Promise<Standing> {
  const [kind, id] = by.split(':') as ['category' | 'component' | '', string?];
  const filters = { ...(id !== undefined && kind !== '' && { [kind]: id }), ...(group && { group }) };
  const isWhole = by === '' && group === '';
  const read = (of: Basis, first: boolean) =>
    first && isWhole && known && of === 'verified'
      ? known
      : tell(
          api.GET('/v1/cycles/{cycle}/ranking', {
            params: { path: { cycle }, query: { basis: of, ...filters } },
            signal,
          }),
        );
  for (let first = true; ; first = false) {
    const others: Basis = basis === 'claimed' ? 'verified' : 'claimed';
    const [main, other] = await Promise.all([read(basis, first), read(others, first)]);
    if (main.version === other.version) return { main, other };
  }
}

/** What moved each district of a ranking since so many versions before it, or since the first one. */
export async function readPast(cycle: string, { main, since, ...context }: PastOf, signal: AbortSignal): Promise<Past> {
  const { basis, version } = main;
  const { scheme } = context;
  const from = since === 'all' ? 0 : Math.max(0, version - Number(since));
  const parts = partsOf(scheme, main);
  const shifts: Shift[] = [];
  const causes = new Map<string, Set<string>>();
  for (const { moved, rivals = [] } of await changesBetween(cycle, from, version, signal)) {
    for (const { district, score, components, ...move } of moved) {
      if (move.basis !== basis) continue;
      const own = parts ? components.filter(({ component }) => parts.has(component)) : components;
      if (parts && own.length === 0) continue;
      for (const { points } of parts ? own : [{ points: score }])
        shifts.push({ district, before: points[0]!, after: points[1]! });
      const said = causes.get(district) ?? new Set();
      causes.set(district, said);
      for (const { component, points, because } of own) {
        const others =
          because.kind === 'cohort' && rivals.find((of) => of.basis === basis && of.component === component);
        const why = others ? rivalsText(others, context) : texts.value.changes.ownBook;
        said.add(`${component}：${points[0]} → ${points[1]}（${why}）`);
      }
    }
  }
  return { ranks: ranksBefore(main.rows, shifts), causes };
}

interface PastOf extends Pick<CycleContext, 'scheme' | 'components' | 'nameOf'> {
  readonly main: Ranking;
  readonly since: string;
}

/** Of more rivals than these the first are named. */
const rivalsNamedMax = 5;

/** Who has moved a component's points: by its places, as the API says it, or by what they are held against. */
function rivalsText({ component, districts, text }: Rivals, { components, nameOf }: Omit<PastOf, 'main' | 'since'>) {
  const { changes: words } = texts.value;
  const of = components.find(({ id }) => id === component);
  const baseline = of ? baselineText(of, components) : null;
  if (baseline === null) return say(text);
  const names = listText(districts.slice(0, rivalsNamedMax).map((id) => say(nameOf(id))));
  return `${names}${districts.length > rivalsNamedMax ? words.andMore(districts.length) : ''}${baseline}`;
}

type Rivals = NonNullable<Change['rivals']>[number];

/** What moved the points of a district. */
interface Shift {
  readonly district: string;
  readonly before: string;
  readonly after: string;
}

/** The components whose points a ranking counts; `null` where it counts them all. */
function partsOf({ categories }: Scheme, { category, component }: Ranking): ReadonlySet<string> | null {
  if (component !== undefined) return new Set([component]);
  if (category === undefined) return null;
  const indicators = categories.find(({ id }) => id === category)?.indicators ?? [];
  return new Set(indicators.flatMap(({ components }) => components.map(({ id }) => id)));
}

/** Where each of these districts stood among them before their points were moved; equal ones shared a rank. */
export function ranksBefore(
  rows: readonly Pick<Ranking['rows'][number], 'district' | 'score'>[],
  shifts: readonly Shift[],
): ReadonlyMap<string, number> {
  const shiftsOf = Map.groupBy(shifts, ({ district }) => district);
  const before = rows.map(({ district, score }) => {
    const own = shiftsOf.get(district) ?? [];
    const points = sumText(
      [score, ...own.map((shift) => shift.before)],
      own.map((shift) => shift.after),
    );
    return { district, points };
  });
  before.sort((a, b) => compareTexts(b.points, a.points));
  const ranks = new Map<string, number>();
  for (const [at, { district, points }] of before.entries()) {
    const ahead = before[at - 1];
    ranks.set(district, ahead && compareTexts(ahead.points, points) === 0 ? ranks.get(ahead.district)! : at + 1);
  }
  return ranks;
}
