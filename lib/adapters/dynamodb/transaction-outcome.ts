/** What a failed request means: a business answer, worth another try, or broken. */
export type FailureMeaning = 'outdated' | 'retry' | 'fault';

const retriable = new Set([
  'TransactionConflict',
  'TransactionConflictException',
  'TransactionInProgressException',
  'ThrottlingError',
  'ThrottlingException',
  'ProvisionedThroughputExceeded',
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'LimitExceededException',
  'InternalServerError',
]);

/** How Node names a service that can't be reached, or goes away in the middle of an answer. */
const unreachable = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
]);

interface ServiceError {
  readonly name?: string;
  readonly code?: string;
  readonly $metadata?: { readonly httpStatusCode?: number };
  readonly CancellationReasons?: readonly { readonly Code?: string }[];
}

/**
 * Reads an error of a request. It is `outdated` only if every cancellation reason is a failed condition or none: a
 * conflict beside a failed condition says nothing, since the other transaction may not have been committed.
 */
export function meaningOf(error: unknown): FailureMeaning {
  const { name, CancellationReasons } = error as ServiceError;
  if (name !== 'TransactionCanceledException') return isPassing(error as ServiceError) ? 'retry' : 'fault';
  const codes = (CancellationReasons ?? []).map(({ Code }) => Code ?? 'None').filter((code) => code !== 'None');
  if (codes.length > 0 && codes.every((code) => code === 'ConditionalCheckFailed')) return 'outdated';
  return codes.every((code) => code === 'ConditionalCheckFailed' || retriable.has(code)) ? 'retry' : 'fault';
}

/** Throttled, not reached, not answered in time, or the service's own fault. */
function isPassing({ name = '', code = '', $metadata }: ServiceError): boolean {
  const isOwnFault = ($metadata?.httpStatusCode ?? 0) >= 500;
  return retriable.has(name) || name === 'TimeoutError' || unreachable.has(code) || isOwnFault;
}
