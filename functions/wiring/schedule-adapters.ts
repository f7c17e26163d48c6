import { SchedulerClient } from '@aws-sdk/client-scheduler';
import { type SchedulerSettings, SchedulerWakeUps } from '../../lib/adapters/scheduler/wake-ups.ts';
import { shortRequests } from './request-bounds.ts';

/** Wake-ups of cycles by schedules. */
export function wakeUpsBy(settings: SchedulerSettings): SchedulerWakeUps {
  return new SchedulerWakeUps(new SchedulerClient({ ...shortRequests }), settings);
}
