import { describe } from 'vitest';
import type { Dependencies } from '../../functions/protocols/dependencies.ts';
import type { ItemKey } from '../../lib/adapters/dynamodb/table-schema.ts';
import type { Cycle } from '../../lib/domain/cycle.ts';
import type { StoredScore } from '../../lib/domain/ports.ts';
import { boardStoreContract } from './contract/board-store.ts';
import { bookStoreContract } from './contract/book-store.ts';
import { cycleStoreContract } from './contract/cycle-store.ts';
import { evidenceContract } from './contract/evidence.ts';
import { sealingContract } from './contract/sealing.ts';
import { smallStoresContract } from './contract/small-stores.ts';

/** A technology under contract: its stores, and hands to bring about what no port can. */
export interface StoresUnderContract {
  readonly stores: Dependencies;
  /** Sets fields of a stored head, as finalization and reopening do. */
  setHead(cycle: string, district: string, fields: Readonly<Record<string, unknown>>): Promise<void>;
  /** Puts the item aside that stands at a key, and gives the way to put it back. */
  hide(key: ItemKey): Promise<() => Promise<void>>;
  /** Leaves a cycle as an opening that was interrupted after its first transaction. */
  interruptOpening(cycle: Cycle): Promise<void>;
  /** Stores a score as if it had been applied. */
  putScore(cycle: string, district: string, score: StoredScore): Promise<void>;
}

/** What every implementation of the stores promises, whatever stands behind it. */
export function storeContract(technology: string, open: () => Promise<StoresUnderContract>): void {
  describe(`the stores ${technology}`, () => {
    bookStoreContract(open);
    boardStoreContract(open);
    cycleStoreContract(open);
    evidenceContract(open);
    sealingContract(open);
    smallStoresContract(open);
  });
}
