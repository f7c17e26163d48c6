import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import { invocationInLogs } from '../telemetry/log.ts';

/** What every deployed function has in common, in this order, around what it does. */
export function deployed<Event, Result>(handle: (event: Event, context: Context) => Promise<Result>) {
  // Lambda itself ends what is late: to end earlier would leave work running on into the next invocation.
  return middy<Event, Result>(handle, { timeoutEarlyInMillis: 0 }).use(invocationInLogs());
}
