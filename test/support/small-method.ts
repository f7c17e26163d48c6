import { standingsOf } from '../../lib/domain/ranking/ranking.ts';
import type { Basis } from '../../lib/domain/recalculation/board.ts';
import { rebuild } from '../../lib/domain/recalculation/recalculate.ts';
import { compileScheme, type Scheme } from '../../lib/domain/scheme.ts';
import { type ComponentDocument, type SchemeDocument, schemeSchema } from '../../lib/domain/scheme-document.ts';
import { type BookScore, scoreBook } from '../../lib/domain/scoring/score-book.ts';
import type { CohortDistrict } from '../../lib/domain/scoring/settled-cohort.ts';
import type { Language } from '../../lib/domain/text.ts';
import { type GivenBook, inputsFrom } from './cohort.ts';

type Rule = ComponentDocument['rule'];

/** A component of a method that a test writes: what matters to it, and the rest as it usually is. */
export function part(id: string, rule: Rule, more: Partial<ComponentDocument> = {}): ComponentDocument {
  const unit = { zh: '个', en: 'items' };
  const given = { name: { zh: `第 ${id} 项`, en: `Item ${id}` }, unit, evidence: [], onSite: false };
  return { id, fullPoints: '0', target: { kind: 'none' }, rule, ...given, ...more };
}

/** The document of a method of one category and one indicator with these components, nothing of it checked. */
export function documentOf(components: ComponentDocument[], more: Partial<SchemeDocument> = {}): SchemeDocument {
  const maxPoints = String(components.reduce((sum, { fullPoints }) => sum + Number(fullPoints), 0));
  const text = { zh: '办法', en: 'Method' };
  const indicator = { id: '1', name: text, clause: '条款', maxPoints, components };
  const category = { id: 'all', name: text, maxPoints, indicators: [indicator] };
  const rounding = { places: 2, mode: 'half-up' as const };
  return { id: 'small', title: text, source: '办法', maxPoints, rounding, categories: [category], ...more };
}

/** The same made ready; refused documents throw. */
export function methodOf(...given: Parameters<typeof documentOf>): Scheme {
  return compileScheme(schemeSchema().parse(documentOf(...given)));
}

/** A district with its book; a record stands as a verification without a claim. */
export interface GivenDistrict extends Partial<Omit<CohortDistrict, 'name'>> {
  readonly id: string;
  readonly book: GivenBook;
}

/** The scores of a cohort on a basis, in its order; throws where a total is not the one that districts are ranked by. */
export function scoresOf(scheme: Scheme, cohort: readonly GivenDistrict[], basis: Basis = 'claimed'): BookScore[] {
  const books = cohort.map(({ book, coefficients }, district) => {
    return { district, revision: 1, inputs: inputsFrom(scheme, book), coefficients };
  });
  const districts = cohort.map(({ id, group = null, coefficients }) => ({
    name: { zh: id, en: id },
    group,
    coefficients,
  }));
  const standings = standingsOf(scheme, districts, rebuild(scheme, books).board);
  return books.map(({ district, inputs }) => {
    const score = scoreBook(standings.settled, district, inputs, basis);
    if (score.total !== standings[basis].totals[district]) throw new Error(`told ${score.total}, ranked by another`);
    return score;
  });
}

/** A district that claims so much of each component. */
export function claims(id: string, values: Record<string, string>): GivenDistrict {
  return { id, book: Object.fromEntries(Object.entries(values).map(([component, claim]) => [component, { claim }])) };
}

/** The sentences of a component of the first district of a cohort. */
export function told(scheme: Scheme, cohort: readonly GivenDistrict[], id: string, language: Language): string[] {
  const { components } = scoresOf(scheme, cohort)[0]!;
  return components.find(({ component }) => component.id === id)!.steps.map(({ text }) => text[language]);
}
