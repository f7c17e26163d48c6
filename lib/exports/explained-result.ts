import { inputsOf } from '../domain/book.ts';
import type { SealedDistrict, Snapshot } from '../domain/finalization/snapshot.ts';
import { formatPoints } from '../domain/points.ts';
import { rebuild } from '../domain/recalculation/recalculate.ts';
import { compileScheme } from '../domain/scheme.ts';
import { bookScorer } from '../domain/scoring/score-book.ts';
import type { ComponentScore } from '../domain/scoring/score-component.ts';
import type { ExplainedDistrict, ExplainedResult } from './explained-district.ts';
import { methodTable } from './method-table.ts';

/**
 * Computes the steps of all points from the sealed inputs, on the verified basis [D 1]. Throws where anything but the
 * sealed points, places, states, sums or ranks follows from them: a paper explains what was sealed, or is not made [T 42].
 */
export function explainResult(snapshot: Snapshot): ExplainedResult {
  const scheme = compileScheme(snapshot.scheme);
  const books = snapshot.rows.map(({ components, revision }, district) => {
    const facts = new Map(components.map((part) => [part.component, part]));
    return { district, revision, inputs: inputsOf(scheme, facts) };
  });
  const { competitive, ranks } = rebuild(scheme, books).board.verified;
  const scorer = bookScorer(scheme, 'verified', competitive);
  const holders = new Map<number, number>();
  for (const { rank } of snapshot.rows) holders.set(rank, (holders.get(rank) ?? 0) + 1);
  const points = (units: number) => formatPoints(units, scheme.rounding.decimals);
  const districts = snapshot.rows.map((sealed, position): ExplainedDistrict => {
    const { total, categories, components } = scorer(books[position]!.inputs);
    const sums = scheme.categories.map(({ id }, index) => [points(categories[index]!), sealed.categories[id]] as const);
    const whole = [[points(total), sealed.score], [ranks[position], sealed.rank], ...sums] as const;
    if (whole.some(([found, kept]) => found !== kept)) throw notFollowing(sealed);
    components.forEach((score, index) => {
      checkComponent(sealed, index, score, points(score.points));
    });
    return { sealed, isTied: holders.get(sealed.rank)! > 1, lines: methodTable(snapshot, sealed, components) };
  });
  return { snapshot, districts };
}

function checkComponent(
  row: SealedDistrict,
  index: number,
  { component, state, place }: ComponentScore,
  points: string,
) {
  const sealed = row.components[index];
  const isSame =
    sealed?.component === component.id && sealed.points === points && sealed.state === state && sealed.place === place;
  if (!isSame) throw notFollowing(row, component.id);
}

function notFollowing({ district }: SealedDistrict, component?: string): Error {
  const what = component === undefined ? 'sums or rank' : `points of ${component}`;
  return new Error(`the sealed ${what} of ${district} do not follow from its sealed inputs`);
}
