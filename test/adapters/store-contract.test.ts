import { DeleteCommand, DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { DynamoTable } from '../../lib/adapters/dynamodb/dynamo-table.ts';
import { useDynamoDbLocal } from '../support/dynamodb.ts';
import { MemoryTable } from '../support/memory/memory-table.ts';
import { storeContract } from '../support/store-contract.ts';
import { type TableUnderContract, tableContract } from '../support/table-contract.ts';

const freshTable = useDynamoDbLocal();

const technologies: Readonly<Record<string, () => Promise<TableUnderContract>>> = {
  'in memory': async () => {
    const table = new MemoryTable();
    return { table, remove: async (key) => table.remove(key) };
  },
  'on DynamoDB': async () => {
    const { client, tableName } = await freshTable();
    const documents = DynamoDBDocumentClient.from(client);
    return {
      table: new DynamoTable(client, tableName),
      remove: async (key) => {
        await documents.send(new DeleteCommand({ TableName: tableName, Key: { ...key } }));
      },
    };
  },
};

for (const [technology, open] of Object.entries(technologies)) {
  tableContract(technology, open);
  storeContract(technology, open);
}
