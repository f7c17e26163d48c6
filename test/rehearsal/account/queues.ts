import { createHash, randomUUID } from 'node:crypto';
import type { CloudClock } from './cloud-clock.ts';
import type { Metrics } from './metrics.ts';
import type { Wish } from './policies.ts';
import { type Call, type Service, type ServiceAnswer, serviceError } from './service-front.ts';
import type { Deployed, DeployedStack } from './template.ts';

const messageBytesMax = 1024 * 1024;
/** How long a FIFO queue drops repetitions. */
const deduplicationMilliseconds = 5 * 60_000;

/** A message as it lies in a queue. */
export interface Message {
  readonly id: string;
  readonly body: string;
  readonly group: string | undefined;
  readonly sentAt: number;
  receives: number;
  visibleAt: number;
}

/** What a sender says of a message. */
export interface SentMessage {
  readonly body: string;
  readonly group?: string | undefined;
  readonly deduplication?: string | undefined;
}

/** A queue: what is received and not deleted becomes visible again, and after so many receives is a dead letter. */
export class Queue {
  readonly deployed: Deployed;
  readonly messages: Message[] = [];
  readonly #deduplicated = new Map<string, number>();
  readonly #clock: CloudClock;
  readonly #deadLetters: () => Queue | undefined;

  constructor(deployed: Deployed, clock: CloudClock, deadLetters: () => Queue | undefined) {
    this.deployed = deployed;
    this.#clock = clock;
    this.#deadLetters = deadLetters;
  }

  send({ body, group, deduplication }: SentMessage): string {
    const now = this.#clock.now();
    const { FifoQueue, FifoThroughputLimit: _, DeduplicationScope } = this.deployed.properties;
    if (FifoQueue && group === undefined) throw new Error('MissingParameter: MessageGroupId');
    const scope = DeduplicationScope === 'messageGroup' ? `${group} ${deduplication}` : `${deduplication}`;
    if (FifoQueue && now < (this.#deduplicated.get(scope) ?? 0)) return 'dropped';
    if (FifoQueue) this.#deduplicated.set(scope, now + deduplicationMilliseconds);
    const message: Message = { id: randomUUID(), body, group, sentAt: now, receives: 0, visibleAt: now };
    this.messages.push(message);
    return message.id;
  }

  /** The next message, hidden from now on for as long as the queue says; of a group none before the last one is done with. */
  receive(): Message | undefined {
    const now = this.#clock.now();
    const { VisibilityTimeout = 30, RedrivePolicy, FifoQueue } = this.deployed.properties;
    const busy = new Set<string>();
    for (const message of [...this.messages]) {
      const isBlocked = FifoQueue && busy.has(message.group!);
      if (FifoQueue) busy.add(message.group!);
      if (isBlocked || message.visibleAt > now) continue;
      if (RedrivePolicy && message.receives >= RedrivePolicy.maxReceiveCount) {
        this.delete(message);
        const { body, group, id } = message;
        this.#deadLetters()?.send({ body, group, deduplication: id });
        busy.delete(message.group!);
        continue;
      }
      message.receives++;
      message.visibleAt = now + VisibilityTimeout * 1000;
      return message;
    }
    return undefined;
  }

  delete(message: Message): void {
    const place = this.messages.indexOf(message);
    if (place >= 0) this.messages.splice(place, 1);
  }

  get visible(): number {
    return this.messages.filter(({ visibleAt }) => visibleAt <= this.#clock.now()).length;
  }
}

/** SQS: the queues of a template. */
export class Queues implements Service {
  readonly targetPrefix = 'AmazonSQS';
  readonly all: readonly Queue[];
  readonly #metrics: Metrics;

  constructor(stack: DeployedStack, clock: CloudClock, metrics: Metrics) {
    this.#metrics = metrics;
    this.all = stack.ofType('AWS::SQS::Queue').map((deployed) => {
      const target = deployed.properties.RedrivePolicy?.deadLetterTargetArn;
      return new Queue(deployed, clock, () => (target ? this.find(target) : undefined));
    });
  }

  /** By ARN or address. */
  find(name: string): Queue {
    const found = this.all.find(({ deployed }) => deployed.arn === name || deployed.ref === name);
    if (!found) throw new Error(`there is no queue ${name}`);
    return found;
  }

  /** What CloudWatch is told each minute. */
  report(): void {
    for (const { deployed, visible } of this.all) {
      const QueueName = deployed.arn.split(':').at(-1)!;
      this.#metrics.put('AWS/SQS', 'ApproximateNumberOfMessagesVisible', { QueueName }, visible);
    }
  }

  wishes({ operation, input }: Call): Wish[] {
    return [{ action: `sqs:${operation}`, resource: this.find(input.QueueUrl).deployed.arn }];
  }

  answer({ operation, input }: Call): ServiceAnswer {
    if (operation !== 'SendMessage') return serviceError(400, 'InvalidAction', `nobody knows ${operation}`);
    const { QueueUrl, MessageBody, MessageGroupId, MessageDeduplicationId } = input;
    if (Buffer.byteLength(MessageBody) > messageBytesMax)
      return serviceError(400, 'InvalidParameterValue', 'One or more parameters are invalid: message too long.');
    const MessageId = this.find(QueueUrl).send({
      ...{ body: MessageBody, group: MessageGroupId, deduplication: MessageDeduplicationId },
    });
    const MD5OfMessageBody = createHash('md5').update(MessageBody).digest('hex');
    return { status: 200, body: { MessageId, MD5OfMessageBody } };
  }
}
