import { SchedulerClient } from '@aws-sdk/client-scheduler';
import { SchedulerWakeUps } from '../../lib/adapters/scheduler/wake-ups.ts';
import { once } from '../../lib/domain/once.ts';
import { setting } from './environment.ts';
import { ownDependencies } from './own-dependencies.ts';
import { shortRequests } from './request-bounds.ts';

/**
 * The wake-ups of the functions that set them: schedules where the deployment has them. The service is not in every
 * partition, and without it the sweeper alone finds what is due.
 */
export const ownWakeUps = once(() => (process.env.SCHEDULE_GROUP ? schedulerWakeUps() : ownDependencies().wakeUps));

function schedulerWakeUps(): SchedulerWakeUps {
  const group = setting('SCHEDULE_GROUP');
  const queueArn = setting('SCHEDULE_QUEUE_ARN');
  return new SchedulerWakeUps(new SchedulerClient({ ...shortRequests }), {
    group,
    queueArn,
    roleArn: setting('SCHEDULE_ROLE_ARN'),
  });
}
