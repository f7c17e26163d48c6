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

/**
 * Reads an error of a request. It is `outdated` only if every cancellation reason is a failed condition or none: a
 * conflict beside a failed condition says nothing, since the other transaction may not have been committed.
 */
export function meaningOf(error: unknown): FailureMeaning {
  const { name, CancellationReasons } = error as { name?: string; CancellationReasons?: { Code?: string }[] };
  if (name === 'ConditionalCheckFailedException') return 'outdated';
  if (name !== 'TransactionCanceledException') return name && retriable.has(name) ? 'retry' : 'fault';
  const codes = (CancellationReasons ?? []).map(({ Code }) => Code ?? 'None').filter((code) => code !== 'None');
  if (codes.length > 0 && codes.every((code) => code === 'ConditionalCheckFailed')) return 'outdated';
  return codes.every((code) => code === 'ConditionalCheckFailed' || retriable.has(code)) ? 'retry' : 'fault';
}
