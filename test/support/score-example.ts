import { inputsOf } from '../../lib/domain/book.ts';
import { formatPoints } from '../../lib/domain/points.ts';
import { gradeOf } from '../../lib/domain/ranking/grade.ts';
import { rankCohort, standingsOf } from '../../lib/domain/ranking/ranking.ts';
import type { Basis } from '../../lib/domain/recalculation/board.ts';
import { rebuild } from '../../lib/domain/recalculation/recalculate.ts';
import { compileScheme } from '../../lib/domain/scheme.ts';
import type { SchemeDocument } from '../../lib/domain/scheme-document.ts';
import { scoreBook } from '../../lib/domain/scoring/score-book.ts';
import type { ExampleDocument, ExampleResult } from './example-vectors.ts';
import { type ExampleCohort, plainDistrict } from './judge-example.ts';

/** What the product makes of a cohort. */
export function scored(document: ExampleDocument, cohort: ExampleCohort, basis: Basis): ExampleResult {
  const scheme = compileScheme(document as unknown as SchemeDocument);
  const plain = cohort.districts.map((id) => ({ id, ...plainDistrict(cohort, id) }));
  const districts = plain.map(({ id, group = null, coefficients }) => ({
    id,
    name: { zh: id, en: id },
    group,
    coefficients,
  }));
  const books = plain.map(({ book, coefficients }, district) => {
    const inputs = inputsOf(scheme, new Map(Object.entries(book)));
    return { district, revision: 1, coefficients, inputs };
  });
  const { board } = rebuild(scheme, books);
  const standings = standingsOf(scheme, districts, board);
  const scores = books.map(({ district, inputs }) => scoreBook(standings.settled, district, inputs, basis));
  const byDistrict = <Value>(of: (at: number) => Value) =>
    Object.fromEntries(cohort.districts.map((id, at) => [id, of(at)] as const));
  const byComponent = <Value>(of: (part: (typeof scores)[number]['components'][number]) => Value) =>
    Object.fromEntries(
      scheme.components.map(({ id }, index) => [id, byDistrict((at) => of(scores[at]!.components[index]!))] as const),
    );
  const shown = (units: number) => formatPoints(units, scheme.rounding.decimals);
  const groups = [...new Set(Object.values(cohort.groups ?? {}))];
  const ranksIn = (group: string) =>
    rankCohort(scheme, { districts }, board, { basis, group }).map(
      ({ district, rank }) => [district.id, rank] as const,
    );
  const graded = cohort.districts.map((_, at) =>
    gradeOf(scheme, standings[basis].totals[at]!, standings.settled.vetoesAt(at, basis)),
  );
  return {
    points: byComponent(({ points }) => shown(points)),
    states: byComponent(({ state }) => state),
    places: byComponent(({ place }) => place),
    categories: Object.fromEntries(
      scheme.categories.map(
        ({ id }, index) => [id, byDistrict((at) => shown(scores[at]!.categories[index]!))] as const,
      ),
    ),
    totals: byDistrict((at) => shown(standings[basis].totals[at]!)),
    ranks: byDistrict((at) => standings[basis].ranks[at]!),
    grades: byDistrict((at) => graded[at]!.grade),
    vetoes: byDistrict((at) => graded[at]!.vetoes),
    groupRanks: Object.fromEntries(groups.map((group) => [group, Object.fromEntries(ranksIn(group))])),
  };
}
