import { createHash } from 'node:crypto';
import type { Authority } from './authority.ts';
import type { Lambda } from './lambda.ts';
import type { Message, Queues } from './queues.ts';
import type { Deployed, DeployedStack } from './template.ts';

const pollMilliseconds = 50;
/** Where the template says nothing; on AWS there may be more, which this machine has no room for. */
const concurrencyMax = 3;

/** What stands around the mappings of queues. */
export interface QueueMappingSurroundings {
  readonly stack: DeployedStack;
  readonly lambda: Lambda;
  readonly authority: Authority;
  readonly queues: Queues;
}

/** The event source mappings of the template on queues: what a function reports as failed stays, the rest is deleted. */
export function startQueueMappings(around: QueueMappingSurroundings): { stop(): Promise<void> } {
  const underway = new Set<Promise<void>>();
  const mappings = around.stack
    .ofType('AWS::Lambda::EventSourceMapping')
    .filter(({ properties }) => properties.EventSourceArn.includes(':sqs:'))
    .map(({ properties }) => ({ properties, running: new Set<Promise<void>>() }));
  const poll = () => {
    for (const { properties, running } of mappings) {
      const most = Math.min(concurrencyMax, properties.ScalingConfig?.MaximumConcurrency ?? concurrencyMax);
      while (running.size < most) {
        const message = receive(properties, around);
        if (!message) break;
        const work = hand(properties, message, around).finally(() => {
          running.delete(work);
          underway.delete(work);
        });
        running.add(work);
        underway.add(work);
      }
    }
  };
  const timer = setInterval(poll, pollMilliseconds);
  return {
    stop: async () => {
      clearInterval(timer);
      await Promise.all(underway);
    },
  };
}

function receive(properties: Deployed['properties'], { lambda, authority, queues }: QueueMappingSurroundings) {
  if (properties.BatchSize !== 1) throw new Error('these mappings hand out one message at a time');
  const queue = queues.find(properties.EventSourceArn);
  if (queue.visible === 0) return undefined;
  const wishes = ['ReceiveMessage', 'DeleteMessage', 'GetQueueAttributes'].map((action) => {
    return { action: `sqs:${action}`, resource: properties.EventSourceArn };
  });
  return authority.firstRefused(lambda.find(properties.FunctionName).roleArn, wishes) ? undefined : queue.receive();
}

async function hand(
  { EventSourceArn, FunctionName, FunctionResponseTypes = [] }: Deployed['properties'],
  message: Message,
  { stack, lambda, queues }: QueueMappingSurroundings,
): Promise<void> {
  const queue = queues.find(EventSourceArn);
  const record = {
    ...{ messageId: message.id, receiptHandle: message.id, body: message.body, messageAttributes: {} },
    attributes: {
      ApproximateReceiveCount: String(message.receives),
      SentTimestamp: String(message.sentAt),
      SenderId: 'rehearsal',
      ApproximateFirstReceiveTimestamp: String(message.sentAt),
      ...(message.group !== undefined && { MessageGroupId: message.group }),
    },
    md5OfBody: createHash('md5').update(message.body).digest('hex'),
    ...{ eventSource: 'aws:sqs', eventSourceARN: EventSourceArn, awsRegion: stack.place.region },
  };
  const outcome = await lambda
    .find(FunctionName)
    .invoke({ Records: [record] })
    .catch(() => undefined);
  if (!outcome || outcome.error !== undefined) return;
  const report = FunctionResponseTypes.includes('ReportBatchItemFailures') ? JSON.parse(outcome.payload) : null;
  if ((report?.batchItemFailures ?? []).length === 0) queue.delete(message);
}
