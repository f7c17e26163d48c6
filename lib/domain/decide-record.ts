import { componentOf, type Verification } from './book.ts';
import {
  changeOf,
  type Decision,
  type DecisionContext,
  refuseClosedGate,
  refuseOutOfScope,
  unchanged,
} from './book-change.ts';
import type { Cycle } from './cycle.ts';
import { isSameJudgement, refuseMeasured, refuseVisitToCome } from './decide-assessment.ts';
import { evidenceFaults, valueFaults } from './decide-claims.ts';
import { bindingOf, type CitedEvidence, type OnSiteVisit } from './evidence.ts';
import { reject, rejectFaults } from './rejection.ts';
import type { Component } from './scheme.ts';

/** A value that an assessor found, of a component that no district claims. */
export interface ValueRecord {
  readonly decision: 'record';
  readonly value: string;
  readonly reason: string;
  /** Stored files of the same book. */
  readonly evidence?: readonly string[] | undefined;
  readonly onSite?: OnSiteVisit | undefined;
}

/**
 * Decides the recording of a value. Refuses a closed gate, components that a district claims or that are computed, a value
 * that the rule does not take, evidence that this book does not hold stored, and a visit on a day that has not come yet in
 * the cycle's time zone. The last record stands; an identical one changes nothing.
 */
export function decideRecord(
  context: DecisionContext,
  component: Component,
  record: ValueRecord,
  usableEvidence: ReadonlyMap<string, CitedEvidence>,
  { timeZone }: Pick<Cycle, 'timeZone'>,
): Decision {
  const closed = refuseClosedGate(context, 'assessor') ?? refuseOutOfScope(context, [component.id]);
  if (closed) return closed;
  if (component.filledBy !== 'assessor') return component.filledBy === 'nobody' ? refuseMeasured : refuseClaimable;
  const { value, reason, evidence = [], onSite } = record;
  const [first, ...rest] = [...valueFaults(component, { value }, []), ...evidenceFaults(evidence, usableEvidence, [])];
  if (first) return rejectFaults([first, ...rest]);
  const toCome = refuseVisitToCome(onSite, context, timeZone);
  if (toCome) return toCome;
  const current = componentOf(context.book, component.id);
  const verification: Verification = {
    ...{ value, claimRevision: 0, deduction: null, target: current.target },
    ...{ evidence: evidence.map((id) => bindingOf(usableEvidence.get(id)!)), onSite: onSite ?? null },
    ...{ at: new Date(context.receivedAt).toISOString(), by: context.actor.subject, reason },
  };
  if (isSameJudgement(current.verification, verification)) return unchanged;
  const components = [{ ...current, verification }];
  return changeOf(context, { gate: 'assessor', action: 'record', reason, components });
}

const refuseClaimable = reject('state-conflict', {
  zh: '此项由区县申报，不能录入；请核定区县的申报。',
  en: 'Districts claim this component, so it can’t be recorded; assess the claim.',
});
