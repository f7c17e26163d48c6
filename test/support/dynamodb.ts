import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll } from 'vitest';
import { createBookTable } from '../../infra/local/database/create-table.ts';
import { type DynamoDbLocal, startDynamoDbLocal } from '../../infra/local/database/dynamodb-local.ts';

/** What a client of DynamoDB Local must give and DynamoDB Local does not look at. */
export const localAccess = {
  region: 'local',
  credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
} as const;

export interface FreshTable {
  readonly client: DynamoDBClient;
  readonly endpoint: string;
  readonly tableName: string;
}

/**
 * Starts one DynamoDB Local in memory for the tests of a file; call it once, at the top of the file. The function that it
 * returns makes an empty table with every call: `const { client, tableName } = await freshTable()`.
 */
export function useDynamoDbLocal(): () => Promise<FreshTable> {
  let database: DynamoDbLocal | undefined;
  let client: DynamoDBClient | undefined;
  let tables = 0;
  beforeAll(async () => {
    database = await startDynamoDbLocal();
    client = new DynamoDBClient({ endpoint: database.endpoint, ...localAccess });
  });
  afterAll(async () => {
    client?.destroy();
    await database?.stop();
  });
  return async () => {
    if (database === undefined || client === undefined) throw new Error('ask for a table inside a test or a hook');
    tables += 1;
    const tableName = `kaohe-test-${tables}`;
    await createBookTable(client, tableName);
    return { client, endpoint: database.endpoint, tableName };
  };
}
