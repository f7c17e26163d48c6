import fc from 'fast-check';
import { quantityText } from './arbitraries.ts';
import { coefficientNames } from './drawn-expressions.ts';
import type { PlainBook, PlainComponent, PlainDistrict, PlainInputs, PlainScheme } from './plain-scheme.ts';

/** What happened to one component of one district, before it is known which component that is. */
interface DraftCell {
  readonly isBlank: boolean;
  readonly isNotApplicable: boolean;
  readonly target: string | null;
  readonly value: string;
  readonly isCarriedOut: boolean;
  readonly isUnclaimed: boolean;
  readonly claimRevision: number;
  readonly isReturned: boolean;
  readonly found: string | null;
  readonly judgedRevision: number;
  /** Of what was not carried out, in hundredths of the full points. */
  readonly deducted: number | null;
}

/** Rarely true, and false when it is made simpler. */
const oneIn = (times: number) => fc.nat({ max: times - 1 }).map((drawn) => drawn === times - 1);

const revision = fc.integer({ min: 1, max: 2 });

/** Where an arbitrary has few values, that much more is equal, zero, or exactly on an edge. */
export const fewValues: fc.Arbitrary<string> = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom('0', '1', '2', '3', '8', '9', '0.5', '2.5', '100', '97') },
  quantityText,
);

const cell: fc.Arbitrary<DraftCell> = fc.record({
  isBlank: oneIn(12),
  isNotApplicable: oneIn(5),
  target: fc.option(fewValues, { freq: 5 }),
  value: fewValues,
  isCarriedOut: fc.boolean(),
  isUnclaimed: oneIn(12),
  claimRevision: revision,
  isReturned: oneIn(10),
  found: fc.option(fewValues, { freq: 6 }),
  judgedRevision: revision,
  deducted: fc.option(fc.integer({ min: 0, max: 100 }), { freq: 3 }),
});

const coefficient = fc.constantFrom('1', '0', '1.15', '0.5', '2.000001');

const draftDistrict = fc.record({
  isUntouched: oneIn(6),
  group: fc.constantFrom<string | null | undefined>(undefined, null, 'east', 'west'),
  coefficients: fc.tuple(...coefficientNames.map(() => coefficient)),
  cells: fc.array(cell, { minLength: 12, maxLength: 12 }),
});

/** Up to eight districts for a scheme, some of them without a group, some with nothing. */
export function cohortOf(scheme: PlainScheme): fc.Arbitrary<PlainDistrict[]> {
  const components = scheme.categories.flatMap(({ indicators }) =>
    indicators.flatMap((indicator) => indicator.components),
  );
  const few = fc.array(draftDistrict, { maxLength: 8 });
  const many = fc.array(draftDistrict, { minLength: 4, maxLength: 8 });
  return fc.oneof(few, many).map((drafts) =>
    drafts.map(({ isUntouched, group, coefficients, cells }) => ({
      ...(group !== undefined && { group }),
      coefficients: Object.fromEntries(coefficientNames.map((name, at) => [name, coefficients[at]!])),
      book: isUntouched ? {} : bookOf(components, cells, scheme.rounding.places),
    })),
  );
}

function bookOf(components: readonly PlainComponent[], cells: readonly DraftCell[], places: number): PlainBook {
  const filled = components.flatMap((component, at) => {
    const own = cells[at % cells.length]!;
    return own.isBlank ? [] : [[component.id, inputsOf(component, own, places)] as const];
  });
  return Object.fromEntries(filled);
}

function inputsOf(component: PlainComponent, cell: DraftCell, places: number): PlainInputs {
  const assigned = component.target.kind === 'assigned' ? cell.target : null;
  const target = cell.isNotApplicable && component.whenNotApplicable ? 'not-applicable' : assigned;
  if (component.measure !== undefined) return { target, claim: null, verification: null };
  const found = cell.found === null ? null : { value: cell.found, claimRevision: cell.judgedRevision, deduction: null };
  if (component.filledBy === 'assessor')
    return { target, claim: null, verification: found && { ...found, claimRevision: 0 } };
  if (cell.isUnclaimed) return { target, claim: null, verification: null };
  const claim = { value: cell.value, revision: cell.claimRevision, returned: cell.isReturned };
  if (component.rule.kind !== 'discretionary') return { target, claim, verification: found };
  const carriedOut = cell.isCarriedOut ? '1' : '0';
  const units = Math.floor((Number(component.fullPoints.replace('.', '')) * (cell.deducted ?? 0)) / 100);
  const deduction = (units / 10 ** places).toFixed(places);
  const judged =
    cell.deducted === null || cell.isCarriedOut
      ? found && { ...found, value: carriedOut }
      : { value: '0', claimRevision: cell.judgedRevision, deduction };
  return { target, claim: { ...claim, value: carriedOut }, verification: judged };
}
