import type { Findings } from './findings.ts';
import { coefficientsIn } from './formula.ts';
import { compare, fraction } from './fraction.ts';
import { isYesOrNo } from './kinds/index.ts';
import { claimedParts, formulasOf, type MethodPart, notApplicable, partsOf } from './method.ts';
import type { Counted, CountedPart, CountedRow, SealedPart } from './sealed-form.ts';

/**
 * Checks that every district once states every component of the scheme, in its order, and the coefficients that
 * formulas take, and that targets, claims and verifications can stand together. Returns whether the rows can be
 * recounted at all.
 */
export function checkInputs(findings: Findings, { scheme, rows }: Counted): boolean {
  const parts = partsOf(scheme).map(({ part }) => part);
  const coefficients = new Set(parts.flatMap((part) => formulasOf(part).flatMap(coefficientsIn)));
  const claimed = claimedParts(scheme);
  const districts = new Set(rows.map(({ district }) => district));
  findings.same('inputs', '/rows', null, rows.length, districts.size);
  const complete = rows.map((row, position) => isComplete(findings, parts, row, position));
  if (complete.includes(false)) return false;
  rows.forEach((row, position) => {
    for (const name of coefficients)
      if (!Object.hasOwn(row.coefficients ?? {}, name))
        findings.differ('inputs', `/rows/${position}/coefficients/${name}`, row.district, 'nothing', 'a number');
    row.components.forEach((sealed, index) => {
      findings.count('inputs');
      const part = parts[index]!;
      const faults = isFull(sealed) ? revisionFaults(sealed, row.revision) : claimFaults(sealed, claimed.has(part.id));
      for (const fault of [...faults, ...faultsOf(part, sealed, scheme.rounding.places)])
        findings.differ(
          'inputs',
          `/rows/${position}/components/${index}/${fault.field}`,
          `${row.district} ${sealed.component}`,
          fault.stated,
          fault.expected,
        );
    });
  });
  return true;
}

function isComplete(findings: Findings, parts: readonly MethodPart[], row: CountedRow, position: number): boolean {
  const stated = row.components.map(({ component }) => component).join(' ');
  const expected = parts.map(({ id }) => id).join(' ');
  findings.same('inputs', `/rows/${position}/components`, row.district, stated, expected);
  return stated === expected;
}

interface InputFault {
  readonly field: string;
  readonly stated: unknown;
  readonly expected: string;
}

/** What can't stand together in one component. */
function faultsOf(part: MethodPart, sealed: CountedPart, places: number): InputFault[] {
  return [...targetFaults(part, sealed), ...fillingFaults(part, sealed), ...deductionFaults(part, sealed, places)];
}

/** Who fills a component: a district claims and an assessor judges the claim, an assessor records, or nobody does. */
function fillingFaults({ measure, filledBy }: MethodPart, { claim, verification }: CountedPart): InputFault[] {
  if (measure)
    return [
      ...when(claim !== null, 'claim', claim, 'null: the number is computed'),
      ...when(verification !== null, 'verification', verification, 'null: the number is computed'),
    ];
  if (filledBy === 'assessor') return when(claim !== null, 'claim', claim, 'null: an assessor records it');
  return when(!claim && verification !== null, 'verification', verification, 'null: nothing was claimed');
}

/** The public form has commitments where the full one has revisions. */
function isFull(sealed: CountedPart): sealed is SealedPart {
  return !('commitment' in sealed);
}

/** A judgement is of a claim that was made by then; a record, which is of none, has the revision 0. */
function revisionFaults({ claim, verification }: SealedPart, revision: number): InputFault[] {
  const judged = verification?.claimRevision;
  const field = 'verification/claimRevision';
  if (!claim) return when(judged !== undefined && judged !== 0, field, judged, '0: nothing was claimed');
  return [
    ...when(!isWithin(claim.revision, 1, revision), 'claim/revision', claim.revision, `1 … ${revision}`),
    ...when(judged !== undefined && !isWithin(judged, 1, claim.revision), field, judged, `1 … ${claim.revision}`),
    ...when(claim.returned && judged === claim.revision, 'claim/returned', true, 'false: this very claim is verified'),
  ];
}

/** The public form shows what was claimed where points rest on it, and nowhere else. */
function claimFaults({ claim, verification }: Exclude<CountedPart, SealedPart>, isClaimed: boolean): InputFault[] {
  const shown = isClaimed ? 'shown: points rest on it' : 'left out: no points rest on it';
  const fields = [
    ['claim/value', claim, claim?.value],
    ['claim/revision', claim, claim?.revision],
    ['verification/claimRevision', verification, verification?.claimRevision],
  ] as const;
  return fields.flatMap(([field, holder, stated]) =>
    when(holder !== null && (stated !== undefined) !== isClaimed, field, stated, shown),
  );
}

function targetFaults({ target, whenNotApplicable }: MethodPart, sealed: CountedPart): InputFault[] {
  if (sealed.target === notApplicable) return when(!whenNotApplicable, 'target', sealed.target, 'it applies to all');
  if (target.kind === 'assigned') return [];
  const inForce = target.kind === 'fixed' ? target.value : null;
  return when(sealed.target !== inForce, 'target', sealed.target, inForce ?? 'null');
}

function deductionFaults(part: MethodPart, { claim, verification }: CountedPart, places: number): InputFault[] {
  const hasDeduction = isYesOrNo(part.rule);
  const deduction = verification?.deduction ?? null;
  const carriedOut = [claim?.value, verification?.value].filter((value) => value !== undefined);
  const isWellMade =
    deduction === null ||
    (hasDeduction &&
      isNumber(verification?.value, '0') &&
      (deduction.split('.')[1]?.length ?? 0) <= places &&
      compare(fraction(deduction), fraction(part.fullPoints)) <= 0);
  const isOneOrZero = carriedOut.every((value) => isNumber(value, '0') || isNumber(value, '1'));
  const allowed = hasDeduction ? `null, or 0 … ${part.fullPoints} with the value 0` : 'null';
  return [
    ...when(hasDeduction && !isOneOrZero, 'claim', carriedOut, '0 or 1'),
    ...when(!isWellMade, 'verification/deduction', deduction, allowed),
  ];
}

/** Whether a text is this number, however it is written. */
function isNumber(text: string | undefined, number: string): boolean {
  return text !== undefined && compare(fraction(text), fraction(number)) === 0;
}

function isWithin(revision: number, from: number, to: number): boolean {
  return from <= revision && revision <= to;
}

function when(isFault: boolean, field: string, stated: unknown, expected: string): InputFault[] {
  return isFault ? [{ field, stated, expected }] : [];
}
