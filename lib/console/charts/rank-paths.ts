import type { Change } from '../../client/index.ts';

/** Where a district stood from a version on. */
export interface RankPoint {
  readonly version: number;
  readonly at: string;
  readonly rank: number;
}

/** A district's ranks over a stretch of versions: where it began, each change, and the end. */
export interface RankPath {
  readonly district: string;
  readonly points: readonly RankPoint[];
}

/** What paths are made of: changes, oldest first, and the ranks that they have led to. */
export interface RankSource {
  readonly changes: readonly Change[];
  readonly basis: Change['moved'][number]['basis'];
  readonly ranks: ReadonlyMap<string, number>;
  readonly from: number;
  readonly to: number;
}

/** The paths of some districts. The feed tells each move with the rank before, so that nothing else need be known. */
export function rankPaths({ changes, basis, ranks, from, to }: RankSource, districts: readonly string[]): RankPath[] {
  const wanted = new Set(districts);
  const moves = new Map<string, (RankPoint & { readonly before: number })[]>(districts.map((id) => [id, []]));
  for (const { version, at, moved } of changes) {
    for (const { district, basis: of, rank } of moved) {
      if (of !== basis || !wanted.has(district) || rank[0] === rank[1]) continue;
      moves.get(district)!.push({ version, at, rank: rank[1]!, before: rank[0]! });
    }
  }
  const [begins, ends] = [changes[0]?.at ?? '', changes.at(-1)?.at ?? ''];
  return districts.flatMap((district) => {
    const own = moves.get(district)!;
    const last = own.at(-1)?.rank ?? ranks.get(district);
    if (last === undefined) return [];
    const first = own[0]?.before ?? last;
    const points = [
      { version: from, at: begins, rank: first },
      ...own.map(({ version, at, rank }) => ({ version, at, rank })),
      { version: to, at: ends, rank: last },
    ];
    return [{ district, points }];
  });
}

/** The rank on a path at a version. */
export function rankAt({ points }: Pick<RankPath, 'points'>, version: number): number {
  return (points.findLast((point) => point.version <= version) ?? points[0]!).rank;
}

/** The versions at which any of the paths changes, oldest first, the beginning and the end among them. */
export function turningPoints(paths: readonly RankPath[]): { readonly version: number; readonly at: string }[] {
  const found = new Map(paths.flatMap(({ points }) => points.map(({ version, at }) => [version, at] as const)));
  return [...found].sort(([one], [other]) => one - other).map(([version, at]) => ({ version, at }));
}
