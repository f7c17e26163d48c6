import { setTimeout as wait } from 'node:timers/promises';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoBoardStore } from '../../lib/adapters/dynamodb/board-store.ts';
import { DynamoBookStore } from '../../lib/adapters/dynamodb/book-store.ts';
import { DynamoCycleStore } from '../../lib/adapters/dynamodb/cycle-store.ts';
import { DynamoEvidenceLockStore } from '../../lib/adapters/dynamodb/evidence-lock-store.ts';
import { DynamoIntegrityStore } from '../../lib/adapters/dynamodb/integrity-store.ts';
import { DynamoReplyStore } from '../../lib/adapters/dynamodb/reply-store.ts';
import { DynamoSchemeStore } from '../../lib/adapters/dynamodb/scheme-store.ts';
import { DynamoSealStore } from '../../lib/adapters/dynamodb/seal-store.ts';
import { DynamoSecretStore } from '../../lib/adapters/dynamodb/secret-store.ts';
import { Table } from '../../lib/adapters/dynamodb/table.ts';
import { shippedSchemes } from '../../lib/schemes/shipped-schemes.ts';
import type { Dependencies } from '../protocols/dependencies.ts';
import { setting } from './environment.ts';
import { shortRequests } from './request-bounds.ts';

/** The adapters of one table. */
export function dependenciesOn(client: DynamoDBClient, tableName: string): Dependencies {
  const table = new Table(client, tableName);
  return {
    books: new DynamoBookStore(table),
    boards: new DynamoBoardStore(table),
    locks: new DynamoEvidenceLockStore(table),
    cycles: new DynamoCycleStore(table),
    schemes: new DynamoSchemeStore(table, shippedSchemes),
    replies: new DynamoReplyStore(table),
    integrity: new DynamoIntegrityStore(table),
    secrets: new DynamoSecretStore(table),
    seals: new DynamoSealStore(table),
    wakeUps: sweeperAlone,
    clock: { now: () => Date.now() },
    pause: (milliseconds) => wait(milliseconds),
  };
}

/** No schedules: the sweeper finds what is due within minutes. */
const sweeperAlone: Dependencies['wakeUps'] = { set: async () => undefined };

let wired: Dependencies | undefined;

/** The deployed function's own dependencies, made on first use so that importing a story needs no environment. */
export function ownDependencies(): Dependencies {
  wired ??= dependenciesOn(new DynamoDBClient({ ...shortRequests }), setting('TABLE_NAME'));
  return wired;
}
