import type { ItemKey, Range } from './table.ts';

const cyclePartition = (cycle: string) => `CYCLE#${cycle}`;
const bookPartition = (cycle: string, district: string) => `BOOK#${cycle}#${district}`;
const numbered = (name: string, counter: number) => `${name}#${String(counter).padStart(10, '0')}`;

/** Every key of the one table, by what the item is. Distinct ids give distinct keys: ids hold no `#`. */
export const keys = {
  cycle: (cycle: string): ItemKey => ({ pk: cyclePartition(cycle), sk: 'META' }),
  board: (cycle: string): ItemKey => ({ pk: cyclePartition(cycle), sk: 'BOARD' }),
  change: (cycle: string, version: number): ItemKey => ({ pk: cyclePartition(cycle), sk: numbered('CHANGE', version) }),
  integrity: (cycle: string): ItemKey => ({ pk: cyclePartition(cycle), sk: 'INTEGRITY' }),
  head: (cycle: string, district: string): ItemKey => ({ pk: bookPartition(cycle, district), sk: 'HEAD' }),
  component: (cycle: string, district: string, component: string): ItemKey => ({
    pk: bookPartition(cycle, district),
    sk: `INPUT#${component}`,
  }),
  score: (cycle: string, district: string): ItemKey => ({ pk: bookPartition(cycle, district), sk: 'SCORE' }),
  audit: (cycle: string, district: string, revision: number): ItemKey => ({
    pk: bookPartition(cycle, district),
    sk: numbered('AUDIT', revision),
  }),
  evidence: (cycle: string, district: string, id: string): ItemKey => ({
    pk: bookPartition(cycle, district),
    sk: `EVIDENCE#${id}`,
  }),
  evidenceLock: (cycle: string, district: string, id: string): ItemKey => ({
    pk: bookPartition(cycle, district),
    sk: `EVIDENCE-LOCK#${id}`,
  }),
  fileHash: (cycle: string, district: string, sha256: string): ItemKey => ({
    pk: bookPartition(cycle, district),
    sk: `FILE-HASH#${sha256}`,
  }),
  sharedHash: (cycle: string, sha256: string, district: string, id: string): ItemKey => ({
    pk: `FILE-HASHES#${cycle}`,
    sk: `${sha256}#${district}#${id}`,
  }),
  pendingFile: (cycle: string, district: string, id: string): ItemKey => ({
    pk: 'PENDING-FILES',
    sk: `${cycle}#${district}#${id}`,
  }),
  step: (cycle: string, number: number): ItemKey => ({ pk: cyclePartition(cycle), sk: numbered('STEP', number) }),
  final: (cycle: string, revision: number): ItemKey => ({ pk: cyclePartition(cycle), sk: numbered('FINAL', revision) }),
  reopening: (cycle: string, id: string): ItemKey => ({ pk: cyclePartition(cycle), sk: `REOPENING#${id}` }),
  piece: (sha256: string): ItemKey => ({ pk: `PIECE#${sha256}`, sk: 'BYTES' }),
  reply: (id: string): ItemKey => ({ pk: `KEY#${id}`, sk: 'IDEMPOTENCY' }),
  scheme: (id: string): ItemKey => ({ pk: 'SCHEME', sk: id }),
  cycleList: (id: string): ItemKey => ({ pk: 'CYCLES', sk: id }),
  secret: (name: string): ItemKey => ({ pk: 'SECRET', sk: name }),
} as const;

const counterMax = 9_999_999_999;

/** Items that are read together. */
export const ranges = {
  /** Head, components and score of a book: everything that scoring needs, and nothing else. */
  scoring: (cycle: string, district: string): Range => {
    return { pk: bookPartition(cycle, district), from: 'HEAD', to: 'SCORE' };
  },
  evidence: (cycle: string, district: string): Range => {
    return { pk: bookPartition(cycle, district), from: 'EVIDENCE#', to: 'EVIDENCE#~' };
  },
  evidenceLocks: (cycle: string, district: string): Range => {
    return { pk: bookPartition(cycle, district), from: 'EVIDENCE-LOCK#', to: 'EVIDENCE-LOCK#~' };
  },
  /** Audit entries before a revision, or all. */
  audit: (cycle: string, district: string, before: number | null): Range => {
    return {
      pk: bookPartition(cycle, district),
      from: numbered('AUDIT', 0),
      to: numbered('AUDIT', before === null ? counterMax : Math.max(0, before - 1)),
    };
  },
  /** Changes after a version. */
  changes: (cycle: string, after: number): Range => {
    return { pk: cyclePartition(cycle), from: numbered('CHANGE', after + 1), to: numbered('CHANGE', counterMax) };
  },
  pendingFiles: { pk: 'PENDING-FILES', from: ' ', to: '~' },
  sharedHashes: (cycle: string): Range => ({ pk: `FILE-HASHES#${cycle}`, from: ' ', to: '~' }),
  schemes: { pk: 'SCHEME', from: ' ', to: '~' },
  /** Ids of cycles after one, or all. */
  cycles: (after: string | null): Range => ({ pk: 'CYCLES', from: after === null ? ' ' : `${after} `, to: '~' }),
} as const;
