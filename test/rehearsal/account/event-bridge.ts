import { randomUUID } from 'node:crypto';
import type { AsyncInvocations } from './async-invocations.ts';
import type { Authority } from './authority.ts';
import type { CloudClock } from './cloud-clock.ts';
import { matches, type Wish } from './policies.ts';
import type { Queues } from './queues.ts';
import { type Call, type Service, type ServiceAnswer, serviceError } from './service-front.ts';
import { account, arnOf, type Deployed, type DeployedStack } from './template.ts';
import type { ServiceWeather } from './weather.ts';

/** An event as rules see it and targets receive it. */
export interface BusEvent {
  readonly version: '0';
  readonly id: string;
  readonly 'detail-type': string;
  readonly source: string;
  readonly account: string;
  readonly time: string;
  readonly region: string;
  readonly resources: readonly string[];
  readonly detail: unknown;
}

/** What stands around the bus. */
export interface BusSurroundings {
  readonly stack: DeployedStack;
  readonly authority: Authority;
  readonly weather: ServiceWeather;
  readonly clock: CloudClock;
  readonly queues: Queues;
  readonly invocations: AsyncInvocations;
}

const entryBytesMax = 1024 * 1024;

/** EventBridge: buses, the rules of the template that listen to them, and its rules that have a rhythm. */
export class EventBridge implements Service {
  readonly targetPrefix = 'AWSEvents';
  /** Every event that a bus took, in order. */
  readonly taken: BusEvent[] = [];
  /** What went to a topic, as text. */
  readonly notified: string[] = [];
  /** Rules that a test has stopped, by the name of the function they wake. */
  readonly stopped = new Set<string>();
  readonly #around: BusSurroundings;

  constructor(around: BusSurroundings) {
    this.#around = around;
  }

  wishes({ input }: Call): Wish[] {
    const names: string[] = input.Entries.map(({ EventBusName = 'default' }: Record<string, string>) => EventBusName);
    return [...new Set(names)].map((name) => ({ action: 'events:PutEvents', resource: this.#arnOfBus(name) }));
  }

  answer({ operation, input }: Call): ServiceAnswer {
    if (operation !== 'PutEvents') return serviceError(400, 'UnknownOperationException', `nobody knows ${operation}`);
    const { weather } = this.#around;
    const Entries: { EventId?: string; ErrorCode?: string; ErrorMessage?: string }[] = [];
    for (const { EventBusName, Source, DetailType, Detail, Time } of input.Entries) {
      if (weather.strikes('busThrottle')) {
        Entries.push({ ErrorCode: 'ThrottlingException', ErrorMessage: 'Rate exceeded' });
        continue;
      }
      if (Buffer.byteLength(Detail) > entryBytesMax) throw new Error('an event is too large for the bus');
      const event = this.put(EventBusName, Source, DetailType, JSON.parse(Detail), new Date(Time * 1000));
      Entries.push({ EventId: event.id });
    }
    const FailedEntryCount = Entries.filter(({ EventId }) => !EventId).length;
    return { status: 200, body: { FailedEntryCount, Entries } };
  }

  /** Takes an event and hands it to whoever listens. */
  put(bus: string, source: string, type: string, detail: unknown, time: Date): BusEvent {
    const { region } = this.#around.stack.place;
    const event: BusEvent = {
      ...{ version: '0', id: randomUUID(), 'detail-type': type, source, account, region },
      ...{ time: time.toISOString().replace(/\.\d+Z$/, 'Z'), resources: [], detail },
    };
    this.taken.push(event);
    for (const rule of this.#around.stack.ofType('AWS::Events::Rule')) {
      const { EventPattern, EventBusName = 'default' } = rule.properties;
      const isOfBus = EventBusName === bus || EventBusName === this.#arnOfBus(bus);
      if (EventPattern && isOfBus && fits(event, EventPattern)) this.#hand(rule, event);
    }
    return event;
  }

  /** Wakes what has a rhythm and is due in this minute, and waits until it has run. */
  async minute(minutes: number): Promise<void> {
    const { region } = this.#around.stack.place;
    const due = this.#around.stack.ofType('AWS::Events::Rule').filter(({ properties }) => {
      const every = /^rate\((\d+) minutes?\)$/.exec(properties.ScheduleExpression ?? '')?.[1];
      if (properties.ScheduleExpression && !every) throw new Error(`nobody knows ${properties.ScheduleExpression}`);
      return every !== undefined && minutes % Number(every) === 0;
    });
    for (const rule of due) {
      const time = new Date(this.#around.clock.now()).toISOString();
      this.#hand(rule, {
        ...{ version: '0', id: randomUUID(), 'detail-type': 'Scheduled Event', source: 'aws.events', account, region },
        ...{ time, resources: [rule.arn], detail: {} },
      });
    }
    await this.#around.invocations.settled();
  }

  #hand(rule: Deployed, event: BusEvent): void {
    const { authority, invocations, queues } = this.#around;
    for (const { Arn, RoleArn, DeadLetterConfig, InputTransformer } of rule.properties.Targets) {
      if (Arn.includes(':lambda:')) {
        if (this.stopped.has(Arn)) continue;
        const wasTaken = invocations.begin(Arn, event, { service: 'events.amazonaws.com', sourceArn: rule.arn });
        if (wasTaken || !DeadLetterConfig) continue;
        if (authority.mayService('events.amazonaws.com', 'sqs:SendMessage', DeadLetterConfig.Arn, rule.arn))
          queues.find(DeadLetterConfig.Arn).send({ body: JSON.stringify(event) });
      } else if (Arn.includes(':sns:')) {
        const isTrusted = authority.mayAssume('events.amazonaws.com', RoleArn, rule.arn);
        if (isTrusted && !authority.firstRefused(RoleArn, [{ action: 'sns:Publish', resource: Arn }]))
          this.notified.push(transformed(event, InputTransformer));
      } else throw new Error(`nobody knows how to reach the target ${Arn}`);
    }
  }

  #arnOfBus(name: string): string {
    return name.startsWith('arn:') ? name : arnOf(this.#around.stack.place, 'events', `event-bus/${name}`);
  }
}

function transformed(event: BusEvent, transformer?: { InputPathsMap: Record<string, string>; InputTemplate: string }) {
  if (!transformer) return JSON.stringify(event);
  return transformer.InputTemplate.replace(/<([\w-]+)>/g, (_, name: string) => {
    const steps = transformer.InputPathsMap[name]!.split('.').slice(1);
    const found = steps.reduce<unknown>((value, step) => (value as Record<string, unknown>)?.[step], event);
    if (found === undefined) throw new Error(`the event has no ${transformer.InputPathsMap[name]}`);
    return String(found);
  });
}

/** Whether an event has, in each field that a pattern names, one of the values that it lists. */
export function fits(actual: unknown, pattern: unknown): boolean {
  if (Array.isArray(pattern)) return pattern.some((wanted) => fitsValue(actual, wanted));
  if (typeof actual !== 'object' || actual === null) return false;
  return Object.entries(pattern as object).every(([field, wanted]) =>
    fits((actual as Record<string, unknown>)[field], wanted),
  );
}

function fitsValue(actual: unknown, wanted: unknown): boolean {
  if (typeof wanted !== 'object' || wanted === null) return actual === wanted;
  const { prefix, wildcard } = wanted as { prefix?: string; wildcard?: string };
  if (prefix !== undefined) return typeof actual === 'string' && actual.startsWith(prefix);
  if (wildcard !== undefined) return typeof actual === 'string' && matches(actual, wildcard);
  throw new Error(`nobody knows the pattern ${JSON.stringify(wanted)}`);
}
