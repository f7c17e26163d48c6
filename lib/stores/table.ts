/** A conditional write's answer: stored, or something it rested on has moved and the decision must be made again. */
export type WriteOutcome = 'committed' | 'outdated';

/** Where an item stands: its partition, and its place in it. */
export interface ItemKey {
  readonly pk: string;
  readonly sk: string;
}

/** An item: its key, and values as JSON has them, or bytes. What is `undefined` is left out. */
export type Item = Readonly<Record<string, unknown>>;

/** What must hold of the stored item; `is`, `below` and `above` hold of no item that lacks the field. */
export type Condition =
  | { readonly absent: true }
  | { readonly field: string; readonly is: string | number }
  | { readonly field: string; readonly below: number }
  | { readonly field: string; readonly above: number }
  | { readonly anyOf: readonly Condition[] };

/** That there is no such item. */
export const absent: Condition = { absent: true };

/** That the item's field has this value. */
export const is = (field: string, value: string | number): Condition => ({ field, is: value });

/** One write of a transaction. It is made where all of `when` hold of the stored item, and nothing is made where one does not. */
export type Write =
  | { readonly put: Item & ItemKey; readonly when?: readonly Condition[] }
  | { readonly update: ItemKey; readonly set: Item; readonly when: readonly Condition[] }
  | { readonly check: ItemKey; readonly when: readonly Condition[] };

/** The places of a partition from the first to the last, both of them within. */
export interface Range {
  readonly pk: string;
  readonly from: string;
  readonly to: string;
}

/** How a range is read. */
export interface QueryOptions {
  readonly limit?: number;
  readonly isDescending?: boolean;
  readonly mayBeOld?: boolean;
}

/**
 * The one table, with DynamoDB's guarantees and no more. Reads are consistent, but for those that may be old at half the
 * price; one that gives several items is not of one moment: it may see half of a transaction. What passes by itself is waited out, then it is `Busy`.
 */
export interface Table {
  /** One item, `null` where there is none. */
  get(key: ItemKey): Promise<Item | null>;
  /** Up to 100 distinct items as of one moment, in the order of their keys; `null` where there is none. */
  getTogether(wanted: readonly ItemKey[]): Promise<(Item | null)[]>;
  /** Any number of distinct items in the order of their keys, each as it is when its turn comes; `null` where there is none. */
  getMany(wanted: readonly ItemKey[]): Promise<(Item | null)[]>;
  /**
   * Items of a range by their place, or from the last down; all of them unless a limit is given. With `mayBeOld` each of them
   * may be as it was before its last writes, or not be there yet.
   */
  query(range: Range, options?: QueryOptions): Promise<Item[]>;
  /** Stores an item whatever is there. */
  put(item: Item & ItemKey): Promise<void>;
  /** Up to 100 writes of distinct items, all or none. `outdated` if a condition failed and nothing else did. */
  transact(writes: readonly Write[]): Promise<WriteOutcome>;
  /** Waits a little before what was not to be had is asked for again, the longer the more often it was. */
  pause(attempt: number): Promise<void>;
}

/** The item without its key. */
export function fieldsOf<T>({ pk: _, sk: __, ...fields }: Item): T {
  return fields as T;
}

const cyclePartition = (cycle: string) => `CYCLE#${cycle}`;
const bookPartition = (cycle: string, district: string) => `BOOK#${cycle}#${district}`;
const numbered = (name: string, counter: number) => `${name}#${String(counter).padStart(10, '0')}`;

/** Every key of the one table, by what the item is. Distinct ids give distinct keys: ids hold no `#`. */
export const keys = {
  cycle: (cycle: string): ItemKey => ({ pk: cyclePartition(cycle), sk: 'META' }),
  board: (cycle: string): ItemKey => ({ pk: cyclePartition(cycle), sk: 'BOARD' }),
  boardBlock: (cycle: string, generation: string, number: number): ItemKey => ({
    pk: cyclePartition(cycle),
    sk: `BOARD#${generation}#${String(number).padStart(5, '0')}`,
  }),
  checkpoint: (cycle: string, version: number, piece: number): ItemKey => ({
    pk: cyclePartition(cycle),
    sk: `${numbered('CHECKPOINT', version)}#${String(piece).padStart(3, '0')}`,
  }),
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
  fileSizes: (cycle: string, revision: number): ItemKey => ({
    pk: cyclePartition(cycle),
    sk: numbered('FILE-SIZES', revision),
  }),
  reopening: (cycle: string, id: string): ItemKey => ({ pk: cyclePartition(cycle), sk: `REOPENING#${id}` }),
  piece: (sha256: string): ItemKey => ({ pk: `PIECE#${sha256}`, sk: 'BYTES' }),
  reply: (id: string): ItemKey => ({ pk: `KEY#${id}`, sk: 'IDEMPOTENCY' }),
  scheme: (id: string): ItemKey => ({ pk: 'SCHEME', sk: id }),
  cycleList: (id: string): ItemKey => ({ pk: 'CYCLES', sk: id }),
  importJob: (id: string): ItemKey => ({ pk: 'IMPORTS', sk: id }),
  importPiece: (id: string, what: string, at: number): ItemKey => ({ pk: `IMPORT#${id}`, sk: numbered(what, at) }),
  requestShare: (caller: string): ItemKey => ({ pk: `CALLER#${caller}`, sk: 'SHARE' }),
  secret: (name: string): ItemKey => ({ pk: 'SECRET', sk: name }),
  eventLogEnd: (): ItemKey => ({ pk: 'EVENTS', sk: 'END' }),
  loggedEvent: (number: number): ItemKey => ({ pk: 'EVENTS', sk: numbered('EVENT', number) }),
  loggedEventKey: (key: string): ItemKey => ({ pk: `EVENT#${key}`, sk: 'LOGGED' }),
  webhook: (id: string): ItemKey => ({ pk: 'WEBHOOKS', sk: id }),
  webhookSecret: (id: string): ItemKey => ({ pk: `WEBHOOK#${id}`, sk: 'SIGNING-SECRET' }),
  delivery: (id: string, number: number): ItemKey => ({ pk: `WEBHOOK#${id}`, sk: numbered('DELIVERY', number) }),
  disabling: (id: string, number: number): ItemKey => ({ pk: `WEBHOOK#${id}`, sk: numbered('DISABLED', number) }),
} as const;

/** No counter that is part of a place gets that far. */
export const counterMax = 9_999_999_999;

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
  /** Head and blocks of a board. */
  board: (cycle: string): Range => ({ pk: cyclePartition(cycle), from: 'BOARD', to: 'BOARD#~' }),
  /** The pieces of the boards that were kept of versions up to this one. */
  checkpoints: (cycle: string, version: number): Range => {
    return { pk: cyclePartition(cycle), from: 'CHECKPOINT#', to: `${numbered('CHECKPOINT', version)}#~` };
  },
  /** Changes after a version. */
  changes: (cycle: string, after: number): Range => {
    return { pk: cyclePartition(cycle), from: numbered('CHANGE', after + 1), to: numbered('CHANGE', counterMax) };
  },
  steps: (cycle: string): Range => ({ pk: cyclePartition(cycle), from: 'STEP#', to: 'STEP#~' }),
  importJobs: { pk: 'IMPORTS', from: ' ', to: '~' },
  pendingFiles: { pk: 'PENDING-FILES', from: ' ', to: '~' },
  /** Files of a cycle by their hash, after one or all. */
  sharedHashes: (cycle: string, after: string | null): Range => {
    return { pk: `FILE-HASHES#${cycle}`, from: after === null ? ' ' : `${after}~`, to: '~' };
  },
  schemes: { pk: 'SCHEME', from: ' ', to: '~' },
  /** Requests to reopen after an id, or all. */
  reopenings: (cycle: string, after: string | null): Range => {
    const from = after === null ? 'REOPENING#' : `REOPENING#${after} `;
    return { pk: cyclePartition(cycle), from, to: 'REOPENING#~' };
  },
  /** Webhooks after an id, or all. */
  webhooks: (after: string | null): Range => ({ pk: 'WEBHOOKS', from: after === null ? ' ' : `${after} `, to: '~' }),
  /** Deliveries of a webhook before a number, or all. */
  deliveries: (id: string, before: number | null): Range => {
    const last = before === null ? counterMax : Math.max(0, before - 1);
    return { pk: `WEBHOOK#${id}`, from: numbered('DELIVERY', 0), to: numbered('DELIVERY', last) };
  },
  /** Ids of cycles after one, or all. */
  cycles: (after: string | null): Range => ({ pk: 'CYCLES', from: after === null ? ' ' : `${after} `, to: '~' }),
} as const;
