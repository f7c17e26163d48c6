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

/**
 * The one table, with DynamoDB's guarantees and no more. Reads are consistent, but one that gives several items is not of
 * one moment: it may see half of a transaction. What passes by itself is waited out, then it is `Busy`.
 */
export interface Table {
  /** One item, `null` where there is none. */
  get(key: ItemKey): Promise<Item | null>;
  /** Up to 100 distinct items as of one moment, in the order of their keys; `null` where there is none. */
  getTogether(wanted: readonly ItemKey[]): Promise<(Item | null)[]>;
  /** Any number of distinct items in the order of their keys, each as it is when its turn comes; `null` where there is none. */
  getMany(wanted: readonly ItemKey[]): Promise<(Item | null)[]>;
  /** Items of a range by their place, or from the last down; all of them unless a limit is given. */
  query(range: Range, options?: { readonly limit?: number; readonly isDescending?: boolean }): Promise<Item[]>;
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
