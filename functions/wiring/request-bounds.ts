/**
 * Bounds of requests that are answered at once or not at all: the table, schedules, events. Two tries that time out end
 * well before the function that waits for them does, so that it can still say that it is busy.
 */
export const shortRequests = {
  maxAttempts: 2,
  // The request's own bound ends where an answer begins; what falls silent in the middle of one is the socket's.
  requestHandler: { connectionTimeout: 2000, requestTimeout: 4000, throwOnRequestTimeout: true, socketTimeout: 4000 },
} as const;

/** Bounds of transfers of files, which may take long as long as something moves. */
export const longTransfers = { requestHandler: { connectionTimeout: 2000, socketTimeout: 30_000 } } as const;
