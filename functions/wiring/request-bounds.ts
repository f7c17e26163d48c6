import type { DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';

const nothing = () => undefined;
/**
 * A logger that takes no line of a request. Where there is one that does, be it one that writes nothing, a client prepares
 * every request and every answer for it, items and all: a twentieth of what a claim costs the processor.
 */
const withoutRequestLines = { trace: nothing, debug: nothing, warn: nothing } as unknown as NonNullable<
  DynamoDBClientConfig['logger']
>;

/**
 * Bounds of requests that are answered at once or not at all: the table, schedules, events. Two tries that time out end
 * well before the function that waits for them does, so that it can still say that it is busy.
 */
export const shortRequests = {
  maxAttempts: 2,
  logger: withoutRequestLines,
  // The request's own bound ends where an answer begins; what falls silent in the middle of one is the socket's.
  requestHandler: { connectionTimeout: 2000, requestTimeout: 4000, throwOnRequestTimeout: true, socketTimeout: 4000 },
} as const;

/**
 * Bounds of transfers of files, which may take long as long as something moves. Three tries that fall silent end before a
 * function that answers over HTTP has to.
 */
export const longTransfers = {
  maxAttempts: 3,
  logger: withoutRequestLines,
  requestHandler: { connectionTimeout: 2000, socketTimeout: 8000 },
} as const;
