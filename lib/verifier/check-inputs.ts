import type { Findings } from './findings.ts';
import { compare, fraction } from './fraction.ts';
import { partsOf } from './recount.ts';
import type { Counted, CountedPart, CountedRow, MethodPart, SealedPart } from './sealed-form.ts';

/**
 * Checks that every district once states every component of the scheme, in its order, and that targets, claims and
 * verifications can stand together. Returns whether the rows can be recounted at all.
 */
export function checkInputs(findings: Findings, { scheme, rows }: Counted): boolean {
  const parts = partsOf(scheme).map(({ part }) => part);
  const districts = new Set(rows.map(({ district }) => district));
  findings.same('inputs', '/rows', null, rows.length, districts.size);
  const complete = rows.map((row, position) => isComplete(findings, parts, row, position));
  if (complete.includes(false)) return false;
  rows.forEach((row, position) => {
    row.components.forEach((sealed, index) => {
      findings.count('inputs');
      for (const fault of faultsOf(parts[index]!, sealed, row.revision, scheme.rounding.places))
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
function faultsOf(part: MethodPart, sealed: CountedPart, revision: number, places: number): InputFault[] {
  const { claim, verification } = sealed;
  return [
    ...targetFaults(part, sealed),
    ...when(!claim && verification !== null, 'verification', verification, 'null: nothing was claimed'),
    ...(isFull(sealed) ? revisionFaults(sealed, revision) : []),
    ...deductionFaults(part, sealed, places),
  ];
}

/** The public form has commitments where the full one has revisions. */
function isFull(sealed: CountedPart): sealed is SealedPart {
  return !('commitment' in sealed);
}

function revisionFaults({ claim, verification }: SealedPart, revision: number): InputFault[] {
  if (!claim) return [];
  const judged = verification?.claimRevision;
  return [
    ...when(!isWithin(claim.revision, 1, revision), 'claim/revision', claim.revision, `1 … ${revision}`),
    ...when(
      judged !== undefined && !isWithin(judged, 1, claim.revision),
      'verification/claimRevision',
      judged,
      `1 … ${claim.revision}`,
    ),
    ...when(claim.returned && judged === claim.revision, 'claim/returned', true, 'false: this very claim is verified'),
  ];
}

function targetFaults({ target }: MethodPart, sealed: CountedPart): InputFault[] {
  if (target.kind === 'assigned') return [];
  const inForce = target.kind === 'fixed' ? target.value : null;
  return when(sealed.target !== inForce, 'target', sealed.target, inForce ?? 'null');
}

function deductionFaults(part: MethodPart, { claim, verification }: CountedPart, places: number): InputFault[] {
  const isDiscretionary = part.rule.kind === 'discretionary';
  const deduction = verification?.deduction ?? null;
  const claimed = claim && 'value' in claim ? claim.value : undefined;
  const carriedOut = [claimed, verification?.value].filter((value) => value !== undefined);
  const isWellMade =
    deduction === null ||
    (isDiscretionary &&
      isNumber(verification?.value, '0') &&
      (deduction.split('.')[1]?.length ?? 0) <= places &&
      compare(fraction(deduction), fraction(part.fullPoints)) <= 0);
  const isOneOrZero = carriedOut.every((value) => isNumber(value, '0') || isNumber(value, '1'));
  const allowed = isDiscretionary ? `null, or 0 … ${part.fullPoints} with the value 0` : 'null';
  return [
    ...when(isDiscretionary && !isOneOrZero, 'claim', carriedOut, '0 or 1'),
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
