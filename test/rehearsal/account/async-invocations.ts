import { setTimeout as wait } from 'node:timers/promises';
import type { Authority } from './authority.ts';
import type { CloudClock } from './cloud-clock.ts';
import type { DeployedFunction, Lambda } from './lambda.ts';
import type { Metrics } from './metrics.ts';
import type { Queues } from './queues.ts';
import type { Outcome } from './runtime-process.ts';
import type { DeployedStack } from './template.ts';

/** Instead of one minute, then two. */
const retryMilliseconds = 100;

/** What stands around asynchronous invocations. */
export interface InvocationSurroundings {
  readonly stack: DeployedStack;
  readonly lambda: Lambda;
  readonly authority: Authority;
  readonly queues: Queues;
  readonly metrics: Metrics;
  readonly clock: CloudClock;
}

/** Events that functions are woken by without anybody who waits: tried again, and at last kept, as their configuration says. */
export class AsyncInvocations {
  readonly #around: InvocationSurroundings;
  readonly #underway = new Set<Promise<void>>();

  constructor(around: InvocationSurroundings) {
    this.#around = around;
  }

  /** Takes an event, if the function's permissions let this service wake it on behalf of that resource. */
  begin(functionName: string, event: unknown, by: { readonly service: string; readonly sourceArn: string }): boolean {
    const { lambda, authority } = this.#around;
    const woken = lambda.find(functionName);
    if (!authority.mayService(by.service, 'lambda:InvokeFunction', woken.deployed.arn, by.sourceArn)) return false;
    if (!woken.takes(event)) throw new Error(`an event is too large for ${woken.name}`);
    const work = this.#work(woken, event);
    this.#underway.add(work);
    void work.finally(() => this.#underway.delete(work));
    return true;
  }

  /** Resolves when nothing is under way any more. */
  async settled(): Promise<void> {
    while (this.#underway.size > 0) await Promise.all(this.#underway);
  }

  async #work(woken: DeployedFunction, event: unknown): Promise<void> {
    const { ref } = woken.deployed;
    const { properties = {} } =
      this.#around.stack
        .ofType('AWS::Lambda::EventInvokeConfig')
        .find((each) => each.properties.FunctionName === ref) ?? {};
    const { MaximumRetryAttempts = 2, DestinationConfig } = properties as Record<string, never>;
    let outcome: Outcome | undefined;
    for (let attempt = 0; attempt <= MaximumRetryAttempts; attempt++) {
      if (attempt > 0) await wait(retryMilliseconds * attempt);
      outcome = await woken.invoke(event).catch(() => undefined);
      if (outcome && outcome.error === undefined) return;
    }
    const destination = (DestinationConfig as { OnFailure?: { Destination: string } } | undefined)?.OnFailure;
    if (destination) this.#keep(woken, event, outcome, destination.Destination);
  }

  #keep(woken: DeployedFunction, event: unknown, outcome: Outcome | undefined, destination: string): void {
    const { authority, metrics, queues, clock } = this.#around;
    if (!destination.includes(':sqs:')) throw new Error(`nobody knows how to keep an event in ${destination}`);
    if (authority.firstRefused(woken.roleArn, [{ action: 'sqs:SendMessage', resource: destination }])) {
      metrics.put('AWS/Lambda', 'DestinationDeliveryFailures', { FunctionName: woken.deployed.ref }, 1);
      return;
    }
    const requestContext = { functionArn: woken.deployed.arn, condition: 'RetriesExhausted' };
    const body = { version: '1.0', timestamp: new Date(clock.now()).toISOString(), requestContext };
    queues.find(destination).send({
      body: JSON.stringify({ ...body, requestPayload: event, responsePayload: outcome && JSON.parse(outcome.payload) }),
    });
  }
}
