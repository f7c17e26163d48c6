import { describe } from 'vitest';
import type { Cycle } from '../../lib/domain/cycle.ts';
import type { StoredScore } from '../../lib/domain/ports.ts';
import { shippedSchemes } from '../../lib/schemes/shipped-schemes.ts';
import { writeScore } from '../../lib/stores/book-items.ts';
import { type Stores, storesOf } from '../../lib/stores/stores.ts';
import { type ItemKey, keys } from '../../lib/stores/table.ts';
import { boardStoreContract } from './contract/board-store.ts';
import { bookStoreContract } from './contract/book-store.ts';
import { cycleStoreContract } from './contract/cycle-store.ts';
import { evidenceContract } from './contract/evidence.ts';
import { importsContract } from './contract/imports.ts';
import { sealingContract } from './contract/sealing.ts';
import { smallStoresContract } from './contract/small-stores.ts';
import { webhooksContract } from './contract/webhooks.ts';
import { Lost } from './memory/weather.ts';
import { overriding } from './overriding.ts';
import { firstBoard } from './sample-cycle.ts';
import type { TableUnderContract } from './table-contract.ts';

/** Stores under contract, and hands to bring about what they never do. */
export interface StoresUnderContract {
  readonly stores: Stores;
  /** Sets fields of a stored head, as finalization and reopening do. */
  setHead(cycle: string, district: string, fields: Readonly<Record<string, unknown>>): Promise<void>;
  /** Puts the item aside that stands at a key, and gives the way to put it back. */
  hide(key: ItemKey): Promise<() => Promise<void>>;
  /** Leaves a cycle as an opening that was interrupted after its first transaction. */
  interruptOpening(cycle: Cycle): Promise<void>;
  /** Stores a score as if it had been applied. */
  putScore(cycle: string, district: string, score: StoredScore): Promise<void>;
}

const clock = { now: () => Date.now() };

/** What the stores promise, on whichever table. */
export function storeContract(technology: string, openTable: () => Promise<TableUnderContract>): void {
  const open = async () => storesUnderContract(await openTable());
  describe(`the stores ${technology}`, () => {
    bookStoreContract(open);
    boardStoreContract(open);
    cycleStoreContract(open);
    evidenceContract(open);
    importsContract(open);
    sealingContract(open);
    smallStoresContract(open);
    webhooksContract(open);
  });
}

function storesUnderContract({ table, remove }: TableUnderContract): StoresUnderContract {
  return {
    stores: storesOf(table, clock, shippedSchemes),
    setHead: async (cycle, district, fields) => {
      await table.transact([{ update: keys.head(cycle, district), set: fields, when: [] }]);
    },
    hide: async (key) => {
      const item = (await table.get(key))!;
      await remove(key);
      return () => table.put({ ...item, ...key });
    },
    interruptOpening: async (cycle) => {
      const transact: typeof table.transact = async (writes) => {
        await table.transact(writes);
        throw new Lost();
      };
      await storesOf(overriding(table, { transact }), clock, shippedSchemes)
        .cycles.create(cycle, firstBoard(cycle), null)
        .catch((fault) => {
          if (!(fault instanceof Lost)) throw fault;
        });
    },
    putScore: (cycle, district, score) => table.put({ ...keys.score(cycle, district), ...writeScore(score) }),
  };
}
