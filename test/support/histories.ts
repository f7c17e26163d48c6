import fc from 'fast-check';
import { type Book, componentOf, inputsOf } from '../../lib/domain/book.ts';
import type { Decision } from '../../lib/domain/book-change.ts';
import { type Assessment, decideAssessment } from '../../lib/domain/decide-assessment.ts';
import { decideClaims } from '../../lib/domain/decide-claims.ts';
import { decideRecord } from '../../lib/domain/decide-record.ts';
import { decideTargets } from '../../lib/domain/decide-targets.ts';
import type { DistrictInputs } from '../../lib/domain/recalculation/recalculate.ts';
import type { Scheme } from '../../lib/domain/scheme.ts';
import type { CohortDistrict } from '../../lib/domain/scoring/settled-cohort.ts';
import { type AnyCohort, anyCohort } from './any-cohort.ts';
import { componentsFrom } from './cohort.ts';
import { fewValues } from './drawn-cohorts.ts';
import type { PlainBook } from './plain-scheme.ts';
import { asking, assessmentRules, assessor, blankBook, bookAfter, portal } from './written-book.ts';

/** One write that somebody tries; many are refused, as in life. */
interface Attempt {
  readonly district: number;
  readonly component: number;
  readonly act: 'write' | 'target' | 'not-applicable' | Assessment['decision'];
  readonly value: string;
}

/** A scheme and a cohort, what happened to each book one revision after another, and an order of delivery. */
export interface History {
  readonly scheme: Scheme;
  readonly districts: readonly CohortDistrict[];
  /** Every state that any book was in, in the order of writing. */
  readonly states: readonly DistrictInputs[];
  /** What the recalculation gets to see: batches of these states, repeated, late and in any order. */
  readonly batches: readonly (readonly DistrictInputs[])[];
}

/** Writes driven through the decisions, from books in any state on, and deliveries of what they left. */
export const history: fc.Arbitrary<History> = fc
  .record({
    begin: anyCohort.filter(({ cohort }) => cohort.length > 0),
    attempts: fc.array(attempt(), { maxLength: 40 }),
    deliveries: fc.array(fc.array(fc.nat(), { maxLength: 6 }), { maxLength: 8 }),
  })
  .map(({ begin, attempts, deliveries }) => tell(begin, attempts, deliveries));

function attempt(): fc.Arbitrary<Attempt> {
  return fc.record({
    district: fc.nat({ max: 7 }),
    component: fc.nat({ max: 11 }),
    act: fc.constantFrom(
      'write',
      'write',
      'write',
      'target',
      'not-applicable',
      'verify',
      'correct',
      'return',
      'deduct',
    ),
    value: fewValues,
  });
}

/** No drawn claim has a later revision than this, which books have at first in which somebody has written. */
const firstRevision = 2;

function bookOf(district: string, given: PlainBook): Book {
  const revision = Object.keys(given).length === 0 ? 0 : firstRevision;
  return { ...blankBook(district, { revision }), components: componentsFrom(given) };
}

function tell(
  { scheme, districts, cohort }: AnyCohort,
  attempts: readonly Attempt[],
  deliveries: readonly (readonly number[])[],
): History {
  const stateOf = (district: number, { head, components }: Book): DistrictInputs => {
    const { coefficients } = districts[district]!;
    return { district, revision: head.revision, inputs: inputsOf(scheme, components), coefficients };
  };
  const books = cohort.map(({ book }, district) => bookOf(`d${district}`, book));
  const states = books.map((book, district) => stateOf(district, book));
  for (const one of attempts) {
    const district = one.district % books.length;
    const before = books[district]!;
    const after = bookAfter(before, decide(scheme, before, one));
    if (after === before) continue;
    books[district] = after;
    states.push(stateOf(district, after));
  }
  const batches = deliveries.map((batch) => batch.map((pick) => states[pick % states.length]!));
  return { scheme, districts, states, batches };
}

function decide(scheme: Scheme, book: Book, { component: pick, act, value }: Attempt): Decision {
  const component = scheme.components[pick % scheme.components.length]!;
  if (act === 'target' || act === 'not-applicable')
    return decideTargets(asking(scheme, book, assessor), { [component.id]: act === 'target' ? value : act });
  if (act === 'write' && component.filledBy === 'assessor') {
    const record = { decision: 'record', value, reason: 'seen' } as const;
    return decideRecord(asking(scheme, book, assessor), component, record, new Map(), assessmentRules);
  }
  if (act === 'write') {
    const claimed = component.rule.judgement === 'deduction' && value !== '1' ? '0' : value;
    const submission = { component: component.id, value: claimed, evidence: [], note: null };
    return decideClaims(asking(scheme, book, portal), [submission], new Map(), () => []);
  }
  const judged = { claimRevision: componentOf(book, component.id).claim?.revision ?? 0, reason: 'seen' };
  const assessment: Assessment =
    act === 'correct'
      ? { decision: act, value, ...judged }
      : act === 'deduct'
        ? { decision: act, deduction: value, ...judged }
        : { decision: act, ...judged };
  return decideAssessment(asking(scheme, book, assessor), component, assessment, assessmentRules);
}
