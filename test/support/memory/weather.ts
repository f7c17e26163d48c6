import type { ItemKey } from '../../../lib/stores/table.ts';

/** Where an operation can be interrupted. */
export type Place = 'before-read' | 'amid-read' | 'before-write' | 'amid-commit' | 'after-commit' | 'retry';

/** What may befall an operation on the memory database. Everything it decides comes from a seed, or is calm. */
export interface Weather {
  /** A point at which others may run first, or none if it gives nothing to wait for. Throws where the caller dies here. */
  pause(place: Place): Promise<void> | undefined;
  /** Whether an operation runs into somebody else's transaction. */
  conflicts(): boolean;
  /** Whether the request is lost on its way there. */
  losesRequest(): boolean;
  /** Whether the reply is lost on its way back: the caller can't know that it was committed. */
  losesReply(): boolean;
  /** Whether a read of several items is interrupted on its way. */
  splitsRead(): boolean;
  /** Whether an item is read as it was before its last write, where the reader allows that. */
  readsOld(): boolean;
  /** In which order the items of a transaction come to be there. */
  order(keys: readonly ItemKey[]): readonly ItemKey[];
  /** Told of what happened by itself, without being asked. */
  note(event: 'conflict' | 'torn-read'): void;
}

/** Nothing happens, and an operation is one step. */
export const calm: Weather = {
  pause: () => undefined,
  conflicts: () => false,
  losesRequest: () => false,
  losesReply: () => false,
  splitsRead: () => false,
  readsOld: () => false,
  order: (keys) => keys,
  note: () => undefined,
};

/** The request or its reply was lost: as a timeout looks from outside. */
export class Lost extends Error {
  override readonly name = 'Lost';
}
