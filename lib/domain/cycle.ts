import { genesis, type Head } from './book.ts';
import type { Sealing } from './finalization/sealing.ts';
import type { Text } from './text.ts';

/** A scored body within a cycle. */
export interface District {
  readonly id: string;
  readonly name: Text;
  /** Ranked on its own as well, beside the whole [D 11]. */
  readonly group: string | null;
  /** Numbers of the district that its scheme reads, by name; quantities. */
  readonly coefficients?: Readonly<Record<string, string>> | undefined;
}

/** Recorded states; a reopening is `open` again with the next epoch. */
export const cycleStates = ['open', 'verifying', 'closing', 'finalized'] as const;

/** The name of a cycle's state. */
export type CycleState = (typeof cycleStates)[number];

/** What finalization may do about open points: wait, or go on with what is verified. */
export const blockerPolicies = ['hold', 'verified-only'] as const;

/** One year's evaluation. What is fixed when it is opened: scheme, cohort, year; its dates are instants with an offset. */
export interface Cycle {
  readonly id: string;
  readonly scheme: string;
  readonly schemeHash: string;
  readonly year: number;
  readonly timeZone: string;
  /** By id in code-unit order: a district's position is its column on the board. */
  readonly districts: readonly District[];
  readonly submissionsCloseAt: string;
  readonly finalizeAt: string;
  readonly onBlockers: (typeof blockerPolicies)[number];
  /** Whether an assessor may verify only what evidence supports. */
  readonly evidenceRequired: boolean;
  readonly state: CycleState;
  readonly epoch: number;
  readonly sealing: Sealing;
  /** Transitions recorded so far; every one of them is conditional on it. */
  readonly steps: number;
  /** The epoch for which wake-ups at its dates are set; 0 for none. */
  readonly wakeUpsEpoch: number;
  readonly createdAt: string;
  readonly createdBy: string;
}

/** The head of a district's book when its cycle opens. */
export function firstHead(cycle: Cycle, district: string): Head {
  return {
    cycle: cycle.id,
    district,
    revision: 0,
    epoch: cycle.epoch,
    portalGate: 'open',
    assessorGate: 'open',
    closesAt: Date.parse(cycle.submissionsCloseAt),
    auditHead: genesis,
    componentRevisions: {},
    scope: null,
  };
}

/** Position of a district in the cohort, −1 for one that is not in the cycle. */
export function positionOf(cycle: Cycle, district: string): number {
  return cycle.districts.findIndex(({ id }) => id === district);
}

/** What the calendar proposes for a cycle. Only a recorded transition decides. */
export type DueStep = 'close-submissions' | 'finalize' | 'export' | null;

/** The step that is due at an instant (epoch milliseconds), by the cycle's recorded state and dates. */
export function dueStep({ state, submissionsCloseAt, finalizeAt, sealing }: Cycle, now: number): DueStep {
  if (state === 'finalized') return sealing.isExported ? null : 'export';
  if (state === 'closing' || now >= Date.parse(finalizeAt)) return 'finalize';
  return state === 'open' && now >= Date.parse(submissionsCloseAt) ? 'close-submissions' : null;
}
