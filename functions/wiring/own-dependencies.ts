import { setTimeout as wait } from 'node:timers/promises';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoTable } from '../../lib/adapters/dynamodb/dynamo-table.ts';
import { once } from '../../lib/domain/once.ts';
import type { Clock } from '../../lib/domain/ports.ts';
import { shippedSchemes } from '../../lib/schemes/shipped-schemes.ts';
import { storesOf } from '../../lib/stores/stores.ts';
import { CallerShares } from '../protocols/caller-shares.ts';
import type { Dependencies } from '../protocols/dependencies.ts';
import { setting } from './environment.ts';
import { shortRequests } from './request-bounds.ts';

/** The adapters of one table, by the machine's clock unless another is given. */
export function dependenciesOn(
  client: DynamoDBClient,
  tableName: string,
  clock: Clock = { now: () => Date.now() },
): Dependencies {
  const stores = storesOf(new DynamoTable(client, tableName), clock, shippedSchemes);
  const perSecond = requestsPerSecondOf(process.env);
  return {
    ...stores,
    callerShares: perSecond === null ? undefined : new CallerShares(stores.requestShares, perSecond),
    clock,
    wakeUps: sweeperAlone,
    pause: (milliseconds) => wait(milliseconds),
  };
}

/** The limit that `PORTAL_REQUESTS_PER_SECOND` sets for each caller; `null` without. Throws for what is no number of requests. */
export function requestsPerSecondOf({ PORTAL_REQUESTS_PER_SECOND: text }: NodeJS.ProcessEnv): number | null {
  if (text && !/^[1-9][0-9]{0,3}$/.test(text))
    throw new Error('PORTAL_REQUESTS_PER_SECOND must be a number from 1 to 9999');
  return text ? Number(text) : null;
}

/** No schedules: the sweeper finds what is due within minutes. */
const sweeperAlone: Dependencies['wakeUps'] = { set: async () => undefined };

/** The deployed function's own dependencies, made on first use so that importing a story needs no environment. */
export const ownDependencies = once(() =>
  dependenciesOn(new DynamoDBClient({ ...shortRequests }), setting('TABLE_NAME')),
);
