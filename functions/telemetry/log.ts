import type { Logger } from '@aws-lambda-powertools/logger';
import type { Context } from 'aws-lambda';
import { once } from '../../lib/domain/once.ts';
import { placesInSource } from './source-places.ts';

/** The only fields that may stand in a log line: names and counters, never what somebody submitted. */
export interface LogFields {
  readonly route?: string;
  /** The gateway's, which answers tell their callers. */
  readonly requestId?: string;
  /** The record, message or event that woke the function; of a batch the first one. */
  readonly wokenBy?: string;
  readonly cycle?: string;
  readonly district?: string;
  readonly version?: number;
  readonly revision?: number;
  readonly count?: number;
  readonly source?: string;
}

/** Loaded and made with the first line, which most invocations do without [T 73]. */
const made = once(async () => {
  const { Logger } = await import('@aws-lambda-powertools/logger');
  return new Logger({ serviceName: 'kaohe' });
});
let invocations = 0;
/** The invocation that runs, until a line has said which it is. */
let unsaid: Context | undefined;
/** What stands in each of its lines, however deep in the code one is written: Lambda runs one at a time. */
let given: LogFields = {};

async function logger(): Promise<Logger> {
  const own = await made();
  // It takes the first invocation that it is told of for that of a cold start, unless it is told twice.
  if (unsaid && invocations > 1) own.addContext(unsaid);
  if (unsaid) own.addContext(unsaid);
  unsaid = undefined;
  return own;
}

/**
 * One JSON object a line, which is written once it is awaited. Of a fault only its name and the places in our code, for
 * messages may quote input.
 */
export const log = {
  info: async (message: string, fields: LogFields = {}): Promise<void> =>
    (await logger()).info(message, { ...given, ...fields }),
  warn: async (message: string, fields: LogFields = {}): Promise<void> =>
    (await logger()).warn(message, { ...given, ...fields }),
  fault: async (message: string, fault: unknown, fields: LogFields = {}): Promise<void> => {
    const { name, stack } = fault instanceof Error ? fault : { name: 'unknown', stack: '' };
    (await logger()).error(message, { ...given, ...fields, fault: name, places: placesInSource(stack ?? '') });
  },
};

/** The middleware by which every line says in which invocation of which function it was written, and what it was about. */
export const invocationInLogs = () => ({
  before: ({ event, context }: { readonly event: unknown; readonly context: Context }) => {
    invocations += 1;
    unsaid = context;
    given = idsOf((event ?? {}) as WakingEvent);
  },
  // Lambda tells of it too, but not where in our source it was.
  onError: ({ error }: { readonly error: unknown }) => log.fault('the invocation failed', error),
});

/** Where the events that wake functions say which they are; what an operator sends says nothing. */
interface WakingEvent {
  readonly requestContext?: { readonly requestId: string };
  readonly id?: string;
  readonly Records?: readonly {
    readonly eventID?: string;
    readonly messageId?: string;
    readonly responseElements?: Readonly<Record<string, string>>;
  }[];
}

function idsOf({ requestContext, id, Records: [first] = [] }: WakingEvent): LogFields {
  if (requestContext) return { requestId: requestContext.requestId };
  const wokenBy = first ? (first.eventID ?? first.messageId ?? first.responseElements?.['x-amz-request-id']) : id;
  return wokenBy === undefined ? {} : { wokenBy };
}
