import type { PublishedEvent } from '../../events/index.ts';
import type { AuditEntry } from './book-change.ts';
import type { Cycle } from './cycle.ts';
import type { CycleStep } from './finalization/sealing.ts';
import { formatPoints } from './points.ts';
import type { ToldChange } from './ports.ts';
import { type Because, type Move, rivalsNamedMax } from './recalculation/move.ts';
import type { Disabling } from './webhooks/webhook.ts';

type DataOf<Type extends PublishedEvent['type']> = Extract<PublishedEvent, { type: Type }>['data'];

/**
 * The events that a write of a book stands for, none for one that nobody outside needs to know. Their content was fixed at
 * commit. What a district has to do something about is an event of its own beside the general one.
 */
export function eventsOfEntry(entry: AuditEntry): PublishedEvent[] {
  const { cycle, district, revision, at, action } = entry;
  const frame = { version: 1 as const, id: `${cycle}/${district}/${revision}`, at };
  const { changes } = entry;
  if (action === 'claim') {
    const claims = changes.map(({ component, after }) => ({
      component,
      value: after.claim!.value,
      evidence: after.claim!.evidence.map(({ id }) => id),
    }));
    return [{ type: 'ClaimSubmitted', ...frame, data: { cycle, district, revision, claims } }];
  }
  if (action === 'set-targets') {
    const targets = changes.map(({ component, after }) => ({ component, target: after.target }));
    return [{ type: 'TargetsSet', ...frame, data: { cycle, district, revision, targets } }];
  }
  if (action === 'announce-evidence' || action === 'withdraw-evidence') return [];
  return action === 'register-evidence' ? eventsOfRegistration(entry) : eventsOfAssessment(entry, action);
}

function eventsOfRegistration({ cycle, district, revision, at, files }: AuditEntry): PublishedEvent[] {
  const { id: evidence, state, fault, warnings, sha256, sizeBytes } = files![0]!.after;
  const ofBook = { cycle, district, revision };
  const id = `${cycle}/${district}/${revision}`;
  const told = warnings.length > 0 && { warnings: [...warnings] };
  const registered: PublishedEvent = {
    ...{ type: 'EvidenceRegistered', version: 1, id, at },
    data: { ...ofBook, evidence, state, fault, ...told, sha256, sizeBytes },
  };
  if ((state !== 'rejected' && state !== 'infected') || fault === null) return [registered];
  const data = { ...ofBook, evidence, state, fault };
  return [registered, { type: 'EvidenceRejected', version: 1, id: `${id}/rejected`, at, data }];
}

function eventsOfAssessment(
  { cycle, district, revision, at, changes }: AuditEntry,
  decision: DataOf<'ClaimAssessed'>['decision'],
): PublishedEvent[] {
  const { component, before, after } = changes[0]!;
  const ofBook = { cycle, district, revision, component };
  const id = `${cycle}/${district}/${revision}`;
  const value = after.verification?.value ?? null;
  const deduction = after.verification?.deduction ?? null;
  const assessed: PublishedEvent = {
    ...{ type: 'ClaimAssessed', version: 1, id, at },
    data: { ...ofBook, decision, value, deduction },
  };
  if (decision !== 'return') return [assessed];
  const data = { ...ofBook, claimRevision: before.claim!.revision };
  return [assessed, { type: 'ClaimReturned', version: 1, id: `${id}/returned`, at, data }];
}

/** The events of a recorded transition; `CycleFinalized` only when the files are in write-once storage. */
export function eventsOfStep(step: CycleStep): PublishedEvent[] {
  const { cycle, number, kind, state, epoch, at, revision, sha256 } = step;
  const frame = { version: 1 as const, id: `${cycle}/step/${number}`, at };
  const advanced: PublishedEvent = {
    type: 'CycleAdvanced',
    ...frame,
    data: { cycle, step: number, kind, state, epoch },
  };
  if (kind === 'held')
    return [advanced, { type: 'FinalizationHeld', ...frame, data: { cycle, epoch, blockers: step.blockers } }];
  if (kind !== 'exported' || sha256 === null) return [advanced];
  return [advanced, { type: 'CycleFinalized', ...frame, data: { cycle, revision, sha256 } }];
}

/**
 * The events of a new version of the board: one for each district and basis whose points moved, and one for the ranking
 * with all that moved, rank alone included.
 */
export function eventsOfChange(
  { id: cycle, districts }: Cycle,
  decimals: number,
  change: ToldChange,
): PublishedEvent[] {
  const { version: boardVersion, at, causes, moves } = change;
  if (moves.length === 0) return [];
  const nameOf = (position: number) => districts[position]!.id;
  const movedDistricts = [...new Set(moves.map(({ district }) => nameOf(district)))].sort();
  const ranking: PublishedEvent = {
    type: 'RankingChanged',
    version: 1,
    id: `${cycle}/${boardVersion}`,
    at,
    data: { cycle, boardVersion, causes: [...causes], movedDistricts },
  };
  const scores = moves.filter(({ score, components }) => score[0] !== score[1] || components.length > 0);
  return [...scores.map((move) => scoreChangedOf(cycle, boardVersion, at, decimals, move, nameOf)), ranking];
}

/** The event of a webhook that was disabled. */
export function eventOfDisabling({ webhook, number, at, ...data }: Disabling): PublishedEvent {
  const { event, failingSince, attempts } = data;
  return {
    ...{ type: 'WebhookDisabled', version: 1, id: `${webhook}/disabled/${number}`, at },
    data: { webhook, event, failingSince, attempts },
  };
}

function causeOf(district: string, because: Because, nameOf: (position: number) => string) {
  if (because.kind === 'own-book') return { causedBy: [district] };
  const causedBy = because.districts.slice(0, rivalsNamedMax).map(nameOf);
  const causedByCount = because.districts.length;
  return { causedBy, ...(causedByCount > causedBy.length && { causedByCount }) };
}

function scoreChangedOf(
  cycle: string,
  boardVersion: number,
  at: string,
  decimals: number,
  move: Move,
  nameOf: (position: number) => string,
): PublishedEvent {
  const shown = ([before, after]: readonly [number, number]): [string, string] => [
    formatPoints(before, decimals),
    formatPoints(after, decimals),
  ];
  const district = nameOf(move.district);
  const components = move.components.map(({ component, points, because }) => ({
    component,
    points: shown(points),
    ...causeOf(district, because, nameOf),
  }));
  const { basis, score, rank } = move;
  return {
    type: 'ScoreChanged',
    version: 1,
    id: `${cycle}/${boardVersion}/${district}/${basis}`,
    at,
    data: { cycle, boardVersion, district, basis, score: shown(score), rank: [rank[0], rank[1]], components },
  };
}
