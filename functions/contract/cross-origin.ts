/**
 * What pages of a portal's origin may send and read, besides what every page may: the gateway of a deployment and the
 * one of the local run are told the same.
 */
export const crossOrigin = {
  requestHeaders: ['authorization', 'content-type', 'idempotency-key', 'if-match', 'if-none-match'],
  replyHeaders: ['apigw-requestid', 'content-disposition', 'etag', 'idempotent-replayed', 'location', 'retry-after'],
  /** For how long a browser need not ask again. */
  secondsMax: 3600,
  /** Methods of the routes that there are. */
  methodsOf: <Method extends string>(routes: readonly { readonly method: Method }[]): Method[] =>
    [...new Set(routes.map(({ method }) => method))].sort(),
} as const;
