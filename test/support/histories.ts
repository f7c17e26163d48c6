import fc from 'fast-check';
import { type Book, componentOf, inputsOf } from '../../lib/domain/book.ts';
import type { Decision } from '../../lib/domain/book-change.ts';
import { type Assessment, decideAssessment } from '../../lib/domain/decide-assessment.ts';
import { decideClaims } from '../../lib/domain/decide-claims.ts';
import { decideTargets } from '../../lib/domain/decide-targets.ts';
import type { DistrictInputs } from '../../lib/domain/recalculation/recalculate.ts';
import { compileScheme, type Scheme } from '../../lib/domain/scheme.ts';
import type { SchemeDocument } from '../../lib/domain/scheme-document.ts';
import { quantityText, schemeDocument } from './arbitraries.ts';
import { asking, assessmentRules, assessor, blankBook, bookAfter, portal } from './written-book.ts';

/** One write that somebody tries; many are refused, as in life. */
interface Attempt {
  readonly district: number;
  readonly component: number;
  readonly act: 'claim' | 'target' | Assessment['decision'];
  readonly value: string;
}

/** A scheme, what happened to each book one revision after another, and an order of delivery. */
export interface History {
  readonly scheme: Scheme;
  readonly size: number;
  /** Every state that any book was in, in the order of writing. */
  readonly states: readonly DistrictInputs[];
  /** What the recalculation gets to see: batches of these states, repeated, late and in any order. */
  readonly batches: readonly (readonly DistrictInputs[])[];
}

const sizeMax = 5;

/** Writes driven through the decisions, and deliveries of what they left. */
export const history: fc.Arbitrary<History> = fc
  .record({
    document: schemeDocument,
    size: fc.integer({ min: 1, max: sizeMax }),
    attempts: fc.array(attempt(), { maxLength: 40 }),
    deliveries: fc.array(fc.array(fc.nat(), { maxLength: 6 }), { maxLength: 8 }),
  })
  .map(({ document, size, attempts, deliveries }) => tell(document, size, attempts, deliveries));

function attempt(): fc.Arbitrary<Attempt> {
  return fc.record({
    district: fc.nat({ max: sizeMax - 1 }),
    component: fc.nat({ max: 11 }),
    act: fc.constantFrom('claim', 'claim', 'claim', 'target', 'verify', 'correct', 'return', 'deduct'),
    value: fc.oneof(quantityText, fc.constantFrom('0', '1')),
  });
}

function tell(
  document: SchemeDocument,
  size: number,
  attempts: readonly Attempt[],
  deliveries: readonly (readonly number[])[],
): History {
  const scheme = compileScheme(document);
  const books = Array.from({ length: size }, (_, district) => blankBook(`d${district}`));
  const states = books.map((book, district) => stateOf(scheme, district, book));
  for (const one of attempts) {
    const district = one.district % size;
    const before = books[district]!;
    const after = bookAfter(before, decide(scheme, before, one));
    if (after === before) continue;
    books[district] = after;
    states.push(stateOf(scheme, district, after));
  }
  const batches = deliveries.map((batch) => batch.map((pick) => states[pick % states.length]!));
  return { scheme, size, states, batches };
}

function stateOf(scheme: Scheme, district: number, { head, components }: Book): DistrictInputs {
  return { district, revision: head.revision, inputs: inputsOf(scheme, components) };
}

function decide(scheme: Scheme, book: Book, { component: pick, act, value }: Attempt): Decision {
  const component = scheme.components[pick % scheme.components.length]!;
  const isDiscretionary = component.rule.judgement === 'deduction';
  if (act === 'target') return decideTargets(asking(scheme, book, assessor), { [component.id]: value });
  if (act === 'claim') {
    const claimed = isDiscretionary && value !== '1' ? '0' : value;
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
