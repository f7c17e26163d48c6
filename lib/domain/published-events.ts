import type { PublishedEvent } from '../../events/index.ts';
import type { AuditEntry } from './book-change.ts';
import type { Cycle } from './cycle.ts';
import type { CycleStep } from './finalization/sealing.ts';
import { formatPoints } from './points.ts';
import type { ChangeEntry } from './ports.ts';
import { type Because, type Move, rivalsNamedMax } from './recalculation/move.ts';

/** The event that a write of a book stands for, `null` for one that nobody outside needs to know. Its content was fixed at commit. */
export function eventOfEntry(entry: AuditEntry): PublishedEvent | null {
  const { cycle, district, revision, at, action } = entry;
  const frame = { version: 1 as const, id: `${cycle}/${district}/${revision}`, at };
  const { changes } = entry;
  if (action === 'claim') {
    const claims = changes.map(({ component, after }) => ({
      component,
      value: after.claim!.value,
      evidence: after.claim!.evidence.map(({ id }) => id),
    }));
    return { type: 'ClaimSubmitted', ...frame, data: { cycle, district, revision, claims } };
  }
  if (action === 'set-targets') {
    const targets = changes.map(({ component, after }) => ({ component, target: after.target! }));
    return { type: 'TargetsSet', ...frame, data: { cycle, district, revision, targets } };
  }
  if (action === 'register-evidence') {
    const { id: evidence, state, fault, warnings, sha256, sizeBytes } = entry.files![0]!.after;
    const told = (warnings ?? []).length > 0 && { warnings: [...warnings] };
    return {
      type: 'EvidenceRegistered',
      ...frame,
      data: { cycle, district, revision, evidence, state, fault, ...told, sha256, sizeBytes },
    };
  }
  if (action === 'announce-evidence' || action === 'withdraw-evidence') return null;
  const { component, after } = changes[0]!;
  const value = after.verification?.value ?? null;
  const deduction = after.verification?.deduction ?? null;
  return {
    type: 'ClaimAssessed',
    ...frame,
    data: { cycle, district, revision, component, decision: action, value, deduction },
  };
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
  change: ChangeEntry,
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
