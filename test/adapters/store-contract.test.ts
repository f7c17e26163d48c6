import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DeleteCommand, DynamoDBDocumentClient, GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { dependenciesOn } from '../../functions/wiring/own-dependencies.ts';
import { writeScore } from '../../lib/adapters/dynamodb/score-codec.ts';
import { keys } from '../../lib/adapters/dynamodb/table-schema.ts';
import { type FreshTable, localAccess, useDynamoDbLocal } from '../support/dynamodb.ts';
import { injectFaults } from '../support/fault-middleware.ts';
import { MemoryDatabase } from '../support/memory/database.ts';
import { memoryDependencies } from '../support/memory/dependencies.ts';
import { calm, Lost } from '../support/memory/weather.ts';
import { firstBoard } from '../support/sample-cycle.ts';
import { type StoresUnderContract, storeContract } from '../support/store-contract.ts';

const freshTable = useDynamoDbLocal();
const clock = { now: () => Date.now() };

storeContract('in memory', async () => inMemory());
storeContract('on DynamoDB', async () => onDynamo(await freshTable()));

function inMemory(): StoresUnderContract {
  const stores = memoryDependencies({ clock });
  const { database } = stores;
  return {
    stores,
    setHead: async (cycle, district, fields) => {
      const key = keys.head(cycle, district);
      database.put(key, { ...database.peek(key), ...fields });
    },
    hide: async (key) => {
      const value = database.peek(key);
      database.put(key, null);
      return async () => database.put(key, value);
    },
    interruptOpening: async (cycle) => {
      let commits = 0;
      const dying = new MemoryDatabase({ ...calm, losesReply: () => commits++ === 0 });
      await memoryDependencies({ clock, database: dying })
        .cycles.create(cycle, firstBoard(cycle), null)
        .catch((fault) => expectLost(fault));
      for (const { key, value } of dying.items.values()) database.put(key, value);
    },
    putScore: async (cycle, district, score) => database.put(keys.score(cycle, district), score),
  };
}

function onDynamo({ client, endpoint, tableName }: FreshTable): StoresUnderContract {
  const documents = DynamoDBDocumentClient.from(client);
  return {
    stores: dependenciesOn(client, tableName),
    setHead: async (cycle, district, fields) => {
      const named = Object.entries(fields);
      await documents.send(
        new UpdateCommand({
          TableName: tableName,
          Key: { ...keys.head(cycle, district) },
          UpdateExpression: `SET ${named.map((_, index) => `#n${index} = :v${index}`).join(', ')}`,
          ExpressionAttributeNames: Object.fromEntries(named.map(([name], index) => [`#n${index}`, name])),
          ExpressionAttributeValues: Object.fromEntries(named.map(([, value], index) => [`:v${index}`, value])),
        }),
      );
    },
    hide: async (key) => {
      const { Item } = await documents.send(
        new GetCommand({ TableName: tableName, Key: { ...key }, ConsistentRead: true }),
      );
      await documents.send(new DeleteCommand({ TableName: tableName, Key: { ...key } }));
      return async () => {
        await documents.send(new PutCommand({ TableName: tableName, Item }));
      };
    },
    interruptOpening: async (cycle) => {
      const dying = new DynamoDBClient({ endpoint, ...localAccess });
      injectFaults(dying, ({ command, nth }) =>
        command === 'TransactWriteItemsCommand' && nth === 1 ? 'lose-reply' : null,
      );
      await dependenciesOn(dying, tableName)
        .cycles.create(cycle, firstBoard(cycle), null)
        .catch((fault) => expectLost(fault));
      dying.destroy();
    },
    putScore: async (cycle, district, score) => {
      const Item = { ...keys.score(cycle, district), ...writeScore(score) };
      await documents.send(new PutCommand({ TableName: tableName, Item }));
    },
  };
}

function expectLost(fault: unknown): void {
  if (!(fault instanceof Lost)) throw fault;
}
