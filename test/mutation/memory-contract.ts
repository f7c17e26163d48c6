import { MemoryTable } from '../support/memory/memory-table.ts';
import { storeContract } from '../support/store-contract.ts';

// The contract of the stores without DynamoDB Local, which takes too long for each mutant.
storeContract('in memory', async () => {
  const table = new MemoryTable();
  return { table, remove: async (key) => table.remove(key) };
});
