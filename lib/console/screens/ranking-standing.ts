import { type Reply, tell } from '../../client/index.ts';
import { api } from '../api.ts';
import { changesBetween } from '../feed.ts';
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

/** Where each district that has moved stood before, and why it moved since, in words. */
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

/** What moved each district on a basis since so many versions before another, or since the first one. */
export async function readPast(
  cycle: string,
  { basis, since, version }: { readonly basis: Basis; readonly since: string; readonly version: number },
  signal: AbortSignal,
): Promise<Past> {
  const from = since === 'all' ? 0 : Math.max(0, version - Number(since));
  const ranks = new Map<string, number>();
  const causes = new Map<string, Set<string>>();
  for (const { moved, rivals = [] } of await changesBetween(cycle, from, version, signal)) {
    for (const move of moved) {
      if (move.basis !== basis) continue;
      if (!ranks.has(move.district)) ranks.set(move.district, move.rank[0]!);
      const said = causes.get(move.district) ?? new Set();
      causes.set(move.district, said);
      for (const { component, points, because } of move.components) {
        const others =
          because.kind === 'cohort' && rivals.find((of) => of.basis === basis && of.component === component);
        const why = others ? say(others.text) : texts.value.changes.ownBook;
        said.add(`${component}：${points[0]} → ${points[1]}（${why}）`);
      }
    }
  }
  return { ranks, causes };
}
