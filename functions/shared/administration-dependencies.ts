import { SchedulerClient } from '@aws-sdk/client-scheduler';
import { SchedulerWakeUps } from '../../lib/adapters/scheduler/wake-ups.ts';
import { type Dependencies, ownDependencies } from './dependencies.ts';
import { setting } from './environment.ts';

let wired: Dependencies | undefined;

/**
 * The dependencies of the function that opens cycles, with schedules where the deployment has them: the service is not
 * in every partition, and without it the sweeper alone finds what is due.
 */
export function ownAdministrationDependencies(): Dependencies {
  wired ??= { ...ownDependencies(), ...(process.env.SCHEDULE_GROUP && { wakeUps: schedulerWakeUps() }) };
  return wired;
}

function schedulerWakeUps(): SchedulerWakeUps {
  const group = setting('SCHEDULE_GROUP');
  const queueArn = setting('SCHEDULE_QUEUE_ARN');
  return new SchedulerWakeUps(new SchedulerClient({}), { group, queueArn, roleArn: setting('SCHEDULE_ROLE_ARN') });
}
