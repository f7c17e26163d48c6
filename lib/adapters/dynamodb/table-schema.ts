/** The single table's name in the environment and its keys. Distinct ids give distinct keys: ids hold no `#`. */
export interface ItemKey {
  readonly pk: string;
  readonly sk: string;
}

const cyclePartition = (cycle: string) => `CYCLE#${cycle}`;
const bookPartition = (cycle: string, district: string) => `BOOK#${cycle}#${district}`;
const numbered = (name: string, counter: number) => `${name}#${String(counter).padStart(10, '0')}`;

/** Every key of the table, by what the item is. */
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

/** `HEAD … SCORE` of a book: everything that scoring needs, between the audit entries before and nothing after. */
export const scoringRange = { from: 'HEAD', to: 'SCORE' } as const;

/** All files of a book. */
export const evidenceRange = { from: 'EVIDENCE#', to: 'EVIDENCE#~' } as const;

/** All notes of locked files of a book; outside both ranges above. */
export const evidenceLockRange = { from: 'EVIDENCE-LOCK#', to: 'EVIDENCE-LOCK#~' } as const;
