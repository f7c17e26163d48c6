import { CreateScheduleCommand, type SchedulerClient, UpdateScheduleCommand } from '@aws-sdk/client-scheduler';
import type { Cycle } from '../../domain/cycle.ts';
import type { WakeUps } from '../../domain/finalization/result-ports.ts';

/** Where schedules live and whom they wake. */
export interface SchedulerSettings {
  readonly group: string;
  readonly queueArn: string;
  readonly roleArn: string;
}

/** Schedules of EventBridge Scheduler: at the cycle's instants in its own time zone, without a flexible window, once each. */
export class SchedulerWakeUps implements WakeUps {
  readonly #client: SchedulerClient;
  readonly #settings: SchedulerSettings;

  constructor(client: SchedulerClient, settings: SchedulerSettings) {
    this.#client = client;
    this.#settings = settings;
  }

  async set(cycle: Cycle, now: number): Promise<void> {
    const dates = { close: cycle.submissionsCloseAt, finalize: cycle.finalizeAt };
    for (const [step, at] of Object.entries(dates)) if (Date.parse(at) > now) await this.#setOne(cycle, step, at);
  }

  async #setOne({ id, epoch, timeZone }: Cycle, step: string, at: string): Promise<void> {
    const schedule = {
      GroupName: this.#settings.group,
      Name: `${id}-${epoch}-${step}`,
      ScheduleExpression: `at(${localTime(at, timeZone)})`,
      ScheduleExpressionTimezone: timeZone,
      FlexibleTimeWindow: { Mode: 'OFF' },
      ActionAfterCompletion: 'DELETE',
      Target: {
        Arn: this.#settings.queueArn,
        RoleArn: this.#settings.roleArn,
        Input: JSON.stringify({ cycle: id, epoch }),
      },
    } as const;
    try {
      await this.#client.send(new CreateScheduleCommand(schedule));
    } catch (error) {
      if ((error as Error).name !== 'ConflictException') throw error;
      await this.#client.send(new UpdateScheduleCommand(schedule));
    }
  }
}

/** An instant as the wall clock of a time zone shows it, `2020-02-01T00:00:00`; rounded up to the next second. */
export function localTime(instant: string, timeZone: string): string {
  const whole = new Date(Math.ceil(Date.parse(instant) / 1000) * 1000);
  const parts = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' }).format(whole);
  return parts.replace(' ', 'T');
}
