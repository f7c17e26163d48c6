import type { WakeUps } from '../../lib/domain/finalization/result-ports.ts';
import { once } from '../../lib/domain/once.ts';
import { setting } from './environment.ts';
import { ownDependencies } from './own-dependencies.ts';

/**
 * The wake-ups of the functions that set them: schedules where the deployment has them. The service is not in every
 * partition, and without it the sweeper alone finds what is due.
 */
export const ownWakeUps = once(() => (process.env.SCHEDULE_GROUP ? schedulerWakeUps() : ownDependencies().wakeUps));

/** Loaded when there are some to set, which is when a cycle is opened or opened again. */
function schedulerWakeUps(): WakeUps {
  const settings = {
    group: setting('SCHEDULE_GROUP'),
    queueArn: setting('SCHEDULE_QUEUE_ARN'),
    roleArn: setting('SCHEDULE_ROLE_ARN'),
  };
  const wakeUps = once(async () => (await import('./schedule-adapters.ts')).wakeUpsBy(settings));
  return { set: async (cycle, now) => (await wakeUps()).set(cycle, now) };
}
