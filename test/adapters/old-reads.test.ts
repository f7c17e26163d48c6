import { DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { expect, it } from 'vitest';
import { DynamoTable } from '../../lib/adapters/dynamodb/dynamo-table.ts';
import { ranges } from '../../lib/stores/table.ts';

it('a range is read as it stands, unless whoever asks says that it may be old', async () => {
  const client = mockClient(DynamoDBClient);
  client.on(QueryCommand).resolves({ Items: [] });
  const table = new DynamoTable(new DynamoDBClient({ region: 'eu-central-1' }), 'books');
  const range = ranges.scoring('2019', 'd-001');
  await table.query(range);
  await table.query(range, { mayBeOld: false });
  await table.query(range, { mayBeOld: true, limit: 5, isDescending: true });
  const asked = client.commandCalls(QueryCommand).map(({ args: [command] }) => command.input.ConsistentRead);
  expect(asked).toEqual([true, true, false]);
});
