import { Logger } from '@aws-lambda-powertools/logger';
import type { Context } from 'aws-lambda';
import { once } from '../../lib/domain/once.ts';

/** The only fields that may stand in a log line: names and counters, never what somebody submitted. */
export interface LogFields {
  readonly route?: string;
  readonly requestId?: string;
  readonly cycle?: string;
  readonly district?: string;
  readonly version?: number;
  readonly revision?: number;
  readonly count?: number;
  readonly source?: string;
}

/** Made at the first line, which most invocations do without: it opens a console of its own [T 73]. */
const made = once(() => new Logger({ serviceName: 'kaohe' }));
let invocations = 0;
/** The invocation that runs, until a line has said which it is. */
let unsaid: Context | undefined;

function logger(): Logger {
  // It takes the first invocation that it is told of for that of a cold start, unless it is told twice.
  if (unsaid && invocations > 1) made().addContext(unsaid);
  if (unsaid) made().addContext(unsaid);
  unsaid = undefined;
  return made();
}

/** One JSON object a line. Of a fault only its name and the places in our code, for messages may quote input. */
export const log = {
  info: (message: string, fields: LogFields = {}): void => logger().info(message, { ...fields }),
  warn: (message: string, fields: LogFields = {}): void => logger().warn(message, { ...fields }),
  fault: (message: string, fault: unknown, fields: LogFields = {}): void => {
    const { name, stack } = fault instanceof Error ? fault : { name: 'unknown', stack: '' };
    const places = (stack ?? '')
      .split('\n')
      .filter((line) => /^\s+at /.test(line))
      .map((line) => line.trim());
    logger().error(message, { ...fields, fault: name, places });
  },
};

/** The middleware by which every line says in which invocation of which function it was written. */
export const invocationInLogs = () => ({
  before: ({ context }: { readonly context: Context }) => {
    invocations += 1;
    unsaid = context;
  },
});
