import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { Lost } from './memory/weather.ts';

/** A request on its way: its command, and which of its kind it is, counted from 1. */
export interface SentRequest {
  readonly command: string;
  readonly nth: number;
  readonly input: Readonly<Record<string, unknown>>;
}

/**
 * What happens to a request: an error at once, or it is sent and its reply lost (as a timeout, or as an internal error
 * of the service), or a batch comes back with all of its keys unread; `null` lets it pass.
 */
export type InjectedFault = 'lose-reply' | 'lose-reply-as-internal' | 'leave-unread' | Error | null;

/** Counts requests by command. */
export type RequestCounts = Readonly<Record<string, number>>;

/** Puts faults between a client and the database, outside the SDK's own retries. Gives a reading of what was sent. */
export function injectFaults(
  client: DynamoDBClient,
  choose: (request: SentRequest) => InjectedFault,
): () => RequestCounts {
  const counts: Record<string, number> = {};
  client.middlewareStack.add(
    (next, context) => async (args) => {
      const command = context.commandName ?? 'unknown';
      counts[command] = (counts[command] ?? 0) + 1;
      const fault = choose({ command, nth: counts[command], input: args.input as Record<string, unknown> });
      if (fault instanceof Error) throw fault;
      if (fault === 'leave-unread') return unread(args.input);
      const reply = await next(args);
      if (fault === 'lose-reply') throw new Lost();
      if (fault === 'lose-reply-as-internal') throw awsError('InternalServerError');
      return reply;
    },
    { step: 'initialize', priority: 'high', name: 'injectedFaults', override: true },
  );
  return () => counts;
}

function unread(input: object) {
  const output = { $metadata: {}, Responses: {}, UnprocessedKeys: (input as { RequestItems: object }).RequestItems };
  return { output, response: {} } as never;
}

/** An error as DynamoDB gives it, by name. */
export function awsError(name: string, fields: Readonly<Record<string, unknown>> = {}): Error {
  return Object.assign(new Error(name), { name, ...fields });
}

/** A cancelled transaction with these reasons, one for each item. */
export function cancelled(...codes: readonly string[]): Error {
  return awsError('TransactionCanceledException', { CancellationReasons: codes.map((Code) => ({ Code })) });
}
