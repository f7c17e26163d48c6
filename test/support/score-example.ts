import { inputsOf } from '../../lib/domain/book.ts';
import { gradeOf, rankCohort, standingsOf } from '../../lib/domain/ranking/ranking.ts';
import type { Basis } from '../../lib/domain/recalculation/board.ts';
import { rebuild } from '../../lib/domain/recalculation/recalculate.ts';
import { compileScheme } from '../../lib/domain/scheme.ts';
import type { SchemeDocument } from '../../lib/domain/scheme-document.ts';
import { scoreBook } from '../../lib/domain/scoring/score-book.ts';
import type { ExampleDocument, ExampleResult } from './example-vectors.ts';
import { type ExampleCohort, plainDistrict, resultOf } from './judge-example.ts';

/** What the product makes of a cohort. */
export function scored(document: ExampleDocument, cohort: ExampleCohort, basis: Basis): ExampleResult {
  const scheme = compileScheme(document as unknown as SchemeDocument);
  const districts = cohort.districts.map((id) => {
    const { group = null, ...plain } = plainDistrict(cohort, id);
    return { id, name: { zh: id, en: id }, group, ...plain };
  });
  const books = districts.map(({ book, coefficients }, district) => {
    const inputs = inputsOf(scheme, new Map(Object.entries(book)));
    return { district, revision: 1, coefficients, inputs };
  });
  const { board } = rebuild(scheme, books);
  const standings = standingsOf(scheme, districts, board);
  const { totals, ranks } = standings[basis];
  const computed = books.map(({ district, inputs }) => {
    const { components, categories } = scoreBook(standings.settled, district, inputs, basis);
    const parts = components.map(({ component, points, state, place }) => {
      return [component.id, { points: BigInt(points), state, place }] as const;
    });
    return {
      parts: Object.fromEntries(parts),
      categories: categories.map(BigInt),
      total: BigInt(totals[district]!),
      rank: ranks[district]!,
      ...gradeOf(scheme, totals[district]!, standings.settled.vetoesAt(district, basis)),
    };
  });
  const ranksIn = (group: string) =>
    rankCohort(scheme, { districts }, board, { basis, group }).map(
      ({ district, rank }) => [district.id, rank] as const,
    );
  const groups = [...new Set(Object.values(cohort.groups ?? {}))];
  return {
    ...resultOf(document, cohort.districts, computed),
    groupRanks: Object.fromEntries(groups.map((group) => [group, Object.fromEntries(ranksIn(group))])),
  };
}
