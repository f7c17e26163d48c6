import type { Authority } from './authority.ts';
import type { CloudClock } from './cloud-clock.ts';
import type { Metrics } from './metrics.ts';
import type { Wish } from './policies.ts';
import type { Queues } from './queues.ts';
import { type Call, type Service, type ServiceAnswer, serviceError } from './service-front.ts';
import { arnOf, type DeployedStack } from './template.ts';
import type { ServiceWeather } from './weather.ts';

/** A schedule that fires once. */
export interface Schedule {
  readonly group: string;
  readonly name: string;
  readonly at: number;
  readonly target: { readonly Arn: string; readonly RoleArn: string; readonly Input: string };
}

/** What stands around the scheduler. */
export interface SchedulerSurroundings {
  readonly stack: DeployedStack;
  readonly authority: Authority;
  readonly clock: CloudClock;
  readonly metrics: Metrics;
  readonly queues: Queues;
  readonly weather: ServiceWeather;
}

const lookMilliseconds = 200;

/** EventBridge Scheduler: schedules of one instant each, which send a message with the role that they were given. */
export class Scheduler implements Service {
  readonly targetPrefix = '';
  readonly schedules = new Map<string, Schedule>();
  /** Schedules that have fired, by name, in order. */
  readonly fired: string[] = [];
  /** Refuse every request, as a service does that is out of order. */
  isDown = false;
  readonly #around: SchedulerSurroundings;
  readonly #timer: NodeJS.Timeout;

  constructor(around: SchedulerSurroundings) {
    this.#around = around;
    this.#timer = setInterval(() => this.#fireDue(), lookMilliseconds);
    around.clock.onMove(() => this.#fireDue());
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  wishes({ operation, input }: Call): Wish[] {
    const { method, name } = readOperation(operation);
    const resource = arnOf(this.#around.stack.place, 'scheduler', `schedule/${input.GroupName}/${name}`);
    const action = method === 'POST' ? 'scheduler:CreateSchedule' : 'scheduler:UpdateSchedule';
    const passed = { 'iam:PassedToService': 'scheduler.amazonaws.com' };
    return [
      { action, resource },
      { action: 'iam:PassRole', resource: input.Target.RoleArn, context: passed },
    ];
  }

  answer({ operation, input }: Call): ServiceAnswer {
    if (this.isDown || this.#around.weather.strikes('schedulerThrottle'))
      return serviceError(429, 'ThrottlingException', 'Rate exceeded');
    const { method, name } = readOperation(operation);
    const key = `${input.GroupName}/${name}`;
    if (!this.#mayAssume(input.Target.RoleArn, input.GroupName))
      return serviceError(
        400,
        'ValidationException',
        'The execution role you provide must allow AWS EventBridge Scheduler to assume the role.',
      );
    if (method === 'POST' && this.schedules.has(key))
      return serviceError(409, 'ConflictException', `Schedule ${name} already exists.`);
    if (method === 'PUT' && !this.schedules.has(key))
      return serviceError(404, 'ResourceNotFoundException', `Schedule ${name} does not exist.`);
    const at = instantOf(input.ScheduleExpression, input.ScheduleExpressionTimezone);
    this.schedules.set(key, { group: input.GroupName, name, at, target: input.Target });
    const ScheduleArn = arnOf(this.#around.stack.place, 'scheduler', `schedule/${key}`);
    return { status: 200, body: { ScheduleArn } };
  }

  /** It takes a role on for a whole group of schedules. */
  #mayAssume(role: string, group: string): boolean {
    const { authority, stack } = this.#around;
    const source = arnOf(stack.place, 'scheduler', `schedule-group/${group}`);
    return authority.mayAssume('scheduler.amazonaws.com', role, source);
  }

  #fireDue(): void {
    const { clock, authority, metrics, queues } = this.#around;
    for (const [key, { at, name, group, target }] of this.schedules) {
      if (at > clock.now()) continue;
      this.schedules.delete(key);
      const isTrusted = this.#mayAssume(target.RoleArn, group);
      if (!isTrusted || authority.firstRefused(target.RoleArn, [{ action: 'sqs:SendMessage', resource: target.Arn }])) {
        metrics.put('AWS/Scheduler', 'InvocationDroppedCount', { ScheduleGroup: group }, 1);
        continue;
      }
      this.fired.push(name);
      queues.find(target.Arn).send({ body: target.Input });
    }
  }
}

function readOperation(operation: string): { readonly method: string; readonly name: string } {
  const [, method, name] = /^(POST|PUT) \/schedules\/([\w.-]+)$/.exec(operation) ?? [];
  if (!method || !name) throw new Error(`nobody knows ${operation} of the scheduler`);
  return { method, name };
}

/** The instant at which the wall clock of a time zone shows what the expression says. */
function instantOf(expression: string, timeZone: string): number {
  const local = /^at\((\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)\)$/.exec(expression)?.[1];
  if (!local) throw new Error(`nobody knows the expression ${expression}`);
  const asUtc = Date.parse(`${local}Z`);
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' });
  const shown = Date.parse(`${format.format(asUtc).replace(' ', 'T')}Z`);
  return asUtc - (shown - asUtc);
}
