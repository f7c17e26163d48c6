import {
  type BookComponent,
  type Claim,
  componentOf,
  isNotCarriedOut,
  isSameTarget,
  type Verification,
} from './book.ts';
import {
  changeOf,
  type Decision,
  type DecisionContext,
  refuseClosedGate,
  refuseOutOfScope,
  unchanged,
} from './book-change.ts';
import type { Cycle } from './cycle.ts';
import { canonicalJson } from './digest.ts';
import { bindingOf, type OnSiteVisit } from './evidence.ts';
import { formatPoints, pointUnits } from './points.ts';
import { isSameNumber } from './quantity.ts';
import { type Fault, type Rejection, reject, rejectFaults } from './rejection.ts';
import type { Component, Scheme } from './scheme.ts';

/** An assessor's judgement of one claim; `claimRevision` names the claim that was looked at. */
export type Assessment = { readonly claimRevision: number; readonly reason: string } & (
  | { readonly decision: 'verify'; readonly onSite?: OnSiteVisit | undefined }
  | { readonly decision: 'correct'; readonly value: string; readonly onSite?: OnSiteVisit | undefined }
  | { readonly decision: 'return' }
  | { readonly decision: 'deduct'; readonly deduction: string }
);

/**
 * Decides an assessment. Refuses a closed gate, components that no district claims, a claim that was never made or has been
 * replaced meanwhile, judgements that do not fit the component's rule, a visit on a day that has not come yet in the
 * cycle's time zone, and, where evidence is required, a value found on nothing: on no stored file, or for a component that
 * is checked on the spot on no visit. `return` withdraws the claim and, if that very claim had been verified, its
 * verification. The last assessment of a claim stands; an identical one changes nothing.
 */
export function decideAssessment(
  context: DecisionContext,
  component: Component,
  assessment: Assessment,
  { evidenceRequired, timeZone }: Pick<Cycle, 'evidenceRequired' | 'timeZone'>,
): Decision {
  const closed = refuseClosedGate(context, 'assessor') ?? refuseOutOfScope(context, [component.id]);
  if (closed) return closed;
  if (component.filledBy !== 'district') return component.filledBy === 'nobody' ? refuseMeasured : refuseRecorded;
  const current = componentOf(context.book, component.id);
  const refusal =
    refuseOtherClaim(context, current.claim, assessment) ??
    refuseMisfit(context.scheme, component, current.claim, assessment) ??
    refuseVisitToCome('onSite' in assessment ? assessment.onSite : undefined, context, timeZone) ??
    (evidenceRequired ? refuseUnfounded(component, current.claim, assessment) : null);
  if (refusal) return refusal;
  const next = applied(context, current, assessment);
  if (next === current) return unchanged;
  return changeOf(context, {
    gate: 'assessor',
    action: assessment.decision,
    reason: assessment.reason,
    components: [next],
  });
}

function refuseOtherClaim(
  { book }: DecisionContext,
  claim: Claim | null,
  { claimRevision }: Assessment,
): Rejection | null {
  if (!claim)
    return conflict(
      '该项尚未申报，没有可核定的内容。',
      'Nothing has been claimed for this component, so there is nothing to assess.',
    );
  if (claim.revision === claimRevision) return null;
  const text = {
    zh: '所核定的申报已被新的申报替换，请重新读取台账后再核定。',
    en: 'The claim you judged has been replaced by a newer one. Read the book again and judge that one.',
  };
  return reject('revision-conflict', text, { revision: book.head.revision });
}

function refuseMisfit(
  scheme: Scheme,
  component: Component,
  claim: Claim | null,
  assessment: Assessment,
): Rejection | null {
  const isDiscretionary = component.rule.judgement === 'deduction';
  if (assessment.decision === 'deduct')
    return isDiscretionary
      ? refuseDeduction(scheme, component, assessment.deduction)
      : conflict('只有酌情扣分项可以作扣分核定。', 'Only a discretionary component takes a deduction.');
  if (!isDiscretionary) return null;
  if (assessment.decision === 'correct')
    return conflict(
      '酌情扣分项不能更正数值；请用 verify、deduct 或 return。',
      'A discretionary component can’t be corrected; use verify, deduct or return.',
    );
  if (assessment.decision === 'verify' && claim && isNotCarriedOut(component, claim))
    return conflict(
      '申报为未开展（0），请用 deduct 核定扣分。',
      'The claim says not carried out (0); decide it with deduct.',
    );
  return null;
}

function refuseDeduction({ rounding }: Scheme, component: Component, deduction: string): Rejection | null {
  const at = (code: Fault['code'], zh: string, en: string) =>
    rejectFaults([{ path: ['deduction'], code, message: { zh, en } }]);
  const units = pointUnits(deduction, rounding.decimals);
  if (units === null)
    return at(
      'value-syntax',
      `扣分最多 ${rounding.decimals} 位小数。`,
      `A deduction has at most ${rounding.decimals} decimal places.`,
    );
  const full = formatPoints(component.full, rounding.decimals);
  if (units <= component.full) return null;
  return at(
    'value-out-of-range',
    `扣分不能超过该项满分 ${full}。`,
    `A deduction can't exceed the full points, ${full}.`,
  );
}

/** Refuses a visit later than the day on which the gateway received what was decided on it. */
export function refuseVisitToCome(
  visit: OnSiteVisit | undefined,
  { receivedAt }: DecisionContext,
  timeZone: string,
): Rejection | null {
  const today = calendarDate(receivedAt, timeZone);
  if (!visit || visit.visitedOn <= today) return null;
  const message = {
    zh: `现场核验日期不能晚于核定当日（${today}）。`,
    en: `A visit can’t be later than the day of its assessment, ${today}.`,
  };
  return rejectFaults([{ path: ['onSite', 'visitedOn'], code: 'value-out-of-range', message }]);
}

/** `verify` and `correct` find a value; it must be founded on something that can be shown later. */
function refuseUnfounded(component: Component, claim: Claim | null, assessment: Assessment): Rejection | null {
  if (assessment.decision !== 'verify' && assessment.decision !== 'correct') return null;
  if (component.onSite)
    return assessment.onSite
      ? null
      : conflict(
          '此项须现场核验：请在核定中填写 onSite（visitedOn、participants）。',
          'This component is checked on the spot: give onSite (visitedOn, participants) with the assessment.',
        );
  if (claim && claim.evidence.length > 0) return null;
  return conflict(
    '申报没有引用任何已入库的佐证材料，不能核定；请退回，由区县上传并引用佐证后再报。',
    'The claim cites no stored evidence, so it can’t be verified. Return it; the district uploads evidence and claims again.',
  );
}

function conflict(zh: string, en: string): Rejection {
  return reject('state-conflict', { zh, en });
}

/** The refusal of whatever an assessor decides of a number that is computed. */
export const refuseMeasured = conflict(
  '此项由系统按办法测算，没有可核定或录入的内容。',
  'This component is computed by the scheme’s formula; there is nothing to assess or to record.',
);

const refuseRecorded = conflict(
  '此项由考核人员录入，没有可核定的申报；请用 record。',
  'An assessor records this component, so there is no claim to assess; use record.',
);

/** The component after the assessment; the very same object where nothing changes. */
function applied(context: DecisionContext, current: BookComponent, assessment: Assessment): BookComponent {
  const claim = current.claim!;
  if (assessment.decision === 'return') {
    if (claim.returned) return current;
    const wasVerified = current.verification?.claimRevision === claim.revision;
    return { ...current, claim: { ...claim, returned: true }, verification: wasVerified ? null : current.verification };
  }
  const verification = verificationOf(context, current, claim, assessment);
  if (!claim.returned && isSameJudgement(current.verification, verification)) return current;
  return { ...current, claim: { ...claim, returned: false }, verification };
}

function verificationOf(
  { actor, receivedAt }: DecisionContext,
  { target }: BookComponent,
  claim: Claim,
  assessment: Exclude<Assessment, { decision: 'return' }>,
): Verification {
  const { claimRevision, reason } = assessment;
  const found =
    assessment.decision === 'correct'
      ? { value: assessment.value, deduction: null }
      : assessment.decision === 'deduct'
        ? { value: '0', deduction: assessment.deduction }
        : { value: claim.value, deduction: null };
  const onSite = ('onSite' in assessment && assessment.onSite) || null;
  const founded = { target, evidence: claim.evidence.map(bindingOf), onSite };
  return { ...found, ...founded, claimRevision, at: new Date(receivedAt).toISOString(), by: actor.subject, reason };
}

/** The same judgement on the same grounds, whenever and by whomever it was recorded; quantities compared as numbers. */
export function isSameJudgement(a: Verification | null, b: Verification): boolean {
  return (
    a !== null &&
    isSameNumber(a.value, b.value) &&
    isSameNumber(a.deduction, b.deduction) &&
    isSameTarget(a.target, b.target) &&
    besidesNumbers(a) === besidesNumbers(b)
  );
}

function besidesNumbers({ value: _, deduction: __, target: ___, at: ____, by: _____, ...content }: Verification) {
  return canonicalJson(content);
}

/** The calendar date, `2026-11-02`, that an instant (epoch milliseconds) falls on by the clocks of a time zone. */
function calendarDate(instant: number, timeZone: string): string {
  const format = new Intl.DateTimeFormat('en-u-ca-gregory-nu-latn', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  });
  const parts = new Map(format.formatToParts(new Date(instant)).map(({ type, value }) => [type, value]));
  return `${parts.get('year')}-${parts.get('month')}-${parts.get('day')}`;
}
