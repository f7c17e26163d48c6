import { type Claim, componentOf } from './book.ts';
import {
  changeOf,
  type Decision,
  type DecisionContext,
  refuseClosedGate,
  refuseOutOfScope,
  unchanged,
} from './book-change.ts';
import type { CitedEvidence } from './evidence.ts';
import { namePartsOf } from './name-parts.ts';
import { isSameNumber, quantity } from './quantity.ts';
import { type Fault, type Path, rejectFaults } from './rejection.ts';
import type { Component, Scheme } from './scheme.ts';

/** What a district submits for one component. */
export interface ClaimSubmission {
  readonly component: string;
  readonly value: string;
  readonly evidence: readonly string[];
  readonly note: string | null;
}

/** Where each submission stands in what was given, so that faults can say so: `[]` for a single claim. */
export type PathOf = (index: number) => Path;

/**
 * Decides claims, all or nothing. Refuses a closed gate, unknown components and those named twice, those that no district
 * claims, evidence that this book does not hold stored, and for a discretionary component every value but 1 (carried out)
 * and 0 (not). A claim equal to the one in force changes nothing, the value compared as a number; equal to a returned one
 * it is a new claim. A verification stays in force.
 */
export function decideClaims(
  context: DecisionContext,
  submissions: readonly ClaimSubmission[],
  usableEvidence: ReadonlyMap<string, CitedEvidence>,
  pathOf: PathOf,
): Decision {
  const closed =
    refuseClosedGate(context, 'portal') ??
    refuseOutOfScope(
      context,
      submissions.map(({ component }) => component),
    );
  if (closed) return closed;
  const named = submissions.map(({ component }) => component);
  const faults = submissions.flatMap((submission, index) => [
    ...(named.indexOf(submission.component) < index ? [namedAgain(pathOf(index))] : []),
    ...faultsOf(context, submission, usableEvidence, pathOf(index)),
  ]);
  const [first, ...rest] = faults;
  if (first) return rejectFaults([first, ...rest]);
  const components = submissions.flatMap((submission) => {
    const component = componentOf(context.book, submission.component);
    if (isSameClaim(component.claim, submission)) return [];
    const evidence = submission.evidence.map((id) => usableEvidence.get(id)!);
    return [{ ...component, claim: claimOf(context, submission, evidence) }];
  });
  if (components.length === 0) return unchanged;
  return changeOf(context, { gate: 'portal', action: 'claim', reason: null, components });
}

function claimOf(
  { book, actor, receivedAt }: DecisionContext,
  { value, note }: ClaimSubmission,
  evidence: readonly CitedEvidence[],
): Claim {
  const at = new Date(receivedAt).toISOString();
  return { value, revision: book.head.revision + 1, returned: false, evidence, note, at, by: actor.subject };
}

function isSameClaim(claim: Claim | null, { value, evidence, note }: ClaimSubmission): boolean {
  if (!claim || claim.returned || !isSameNumber(claim.value, value) || claim.note !== note) return false;
  return claim.evidence.length === evidence.length && claim.evidence.every(({ id }, index) => id === evidence[index]);
}

function faultsOf(
  { scheme }: DecisionContext,
  submission: ClaimSubmission,
  usableEvidence: ReadonlyMap<string, CitedEvidence>,
  at: Path,
): Fault[] {
  const index = scheme.indexOf.get(submission.component);
  if (index === undefined) return [unknownComponent([...at, 'component'], scheme, submission.component)];
  const component = scheme.components[index]!;
  if (component.filledBy !== 'district') return [notClaimable(component, at)];
  return [...valueFaults(component, submission, at), ...evidenceFaults(submission.evidence, usableEvidence, at)];
}

/** A single claim names its component in the address, and not in what was given. */
function notClaimable({ filledBy }: Component, at: Path): Fault {
  const path = at.length === 0 ? at : [...at, 'component'];
  return filledBy === 'assessor'
    ? fault(
        path,
        'not-claimable',
        '此项由考核人员录入，区县不用申报。',
        'An assessor records this component; districts don’t claim it.',
      )
    : fault(
        path,
        'not-claimable',
        '此项由系统按办法测算，区县不用申报。',
        'This component is computed by the scheme’s formula; districts don’t claim it.',
      );
}

/** Which of the two should count, nobody can say. */
function namedAgain(at: Path): Fault {
  return fault(
    [...at, 'component'],
    'duplicate-item',
    '同一考核内容在一次提交中只能出现一次。',
    'A component may appear only once in a request.',
  );
}

/** The fault of naming a component that the scheme does not have. */
export function unknownComponent(path: Path, scheme: Scheme, id: string): Fault {
  const none = {
    zh: `考核办法 ${scheme.id} 中没有此考核内容编号；编号见该办法的正文。`,
    en: `The scheme ${scheme.id} has no such component; its document lists them.`,
  };
  return { path, code: 'unknown-component', message: namePartsOf(scheme, id) ?? none };
}

/** The fault of a value that the component's rule does not take. */
export function valueFaults({ rule }: Component, { value }: Pick<ClaimSubmission, 'value'>, at: Path): Fault[] {
  const message = rule.refuseValue(quantity(value));
  return message ? [{ path: [...at, 'value'], code: 'value-out-of-range', message }] : [];
}

/** The faults of citing files that the book does not hold stored, or one twice. */
export function evidenceFaults(
  evidence: readonly string[],
  usable: ReadonlyMap<string, CitedEvidence>,
  at: Path,
): Fault[] {
  return evidence.flatMap((id, index) => {
    const path = [...at, 'evidence', index];
    if (evidence.indexOf(id) < index)
      return [fault(path, 'duplicate-item', '同一佐证材料只需引用一次。', 'Cite the same evidence only once.')];
    if (usable.has(id)) return [];
    return [
      fault(
        path,
        'evidence-unusable',
        '本区县没有此编号的已入库佐证材料；请先上传并等待状态为 stored。',
        'This book holds no stored evidence with this id; upload it first and wait for the state "stored".',
      ),
    ];
  });
}

function fault(path: Path, code: Fault['code'], zh: string, en: string): Fault {
  return { path, code, message: { zh, en } };
}
