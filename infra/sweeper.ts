import { Construct } from 'constructs';
import type { ScheduleTrigger } from '../functions/triggers/trigger.ts';
import type { Alarms } from './alarms.ts';
import { Rhythm } from './rhythm.ts';
import type { ServiceFunction } from './service-function.ts';

export interface SweeperProps {
  readonly sweep: ServiceFunction;
  readonly trigger: ScheduleTrigger;
  readonly alarms: Alarms;
}

/** The rhythm that heals lost wake-ups, compares boards and audit chains, and finds cycles that are due. */
export class Sweeper extends Construct {
  constructor(scope: Construct, id: string, { sweep, trigger, alarms }: SweeperProps) {
    super(scope, id);
    new Rhythm(this, 'Rhythm', {
      woken: sweep,
      trigger,
      alarms,
      silence: 'The sweeper has not run three times in a row: a lost wake-up would stay unnoticed.',
    });
    alarms.raise(this, 'Divergence', {
      metric: alarms.reported('Divergences'),
      threshold: 1,
      periods: 1,
      meaning:
        'A board differs from its full rebuild, or an audit chain from its anchor: do not finalize before that is explained.',
    });
    alarms.raise(this, 'MissingBook', {
      metric: alarms.reported('MissingBooks'),
      threshold: 1,
      periods: 1,
      meaning:
        'A district of a cycle has no book: its head is lost. Nothing of the cycle is repaired or sealed until it is restored.',
    });
    alarms.raise(this, 'Held', {
      metric: alarms.reported('HeldCycles'),
      threshold: 1,
      periods: 1,
      meaning: 'A cycle cannot be finalized: open points hold it until assessors have settled them.',
    });
    alarms.raise(this, 'Late', {
      metric: alarms.reported('LateFinalizations'),
      threshold: 1,
      periods: 1,
      meaning: 'A cycle is not finalized half an hour after its date.',
    });
    alarms.raise(this, 'UnsetWakeUps', {
      metric: alarms.reported('UnsetWakeUps'),
      threshold: 1,
      // What a request could not set, the next sweep sets.
      periods: 2,
      meaning: 'Schedules at the dates of a cycle can not be set: finalization begins up to five minutes late.',
    });
    alarms.raise(this, 'Unexported', {
      metric: alarms.reported('UnexportedResults'),
      threshold: 1,
      // Between the seal and its files a sweep may see one for a moment.
      periods: 2,
      meaning: 'A sealed result has no files yet: they could not be written into the bucket of results.',
    });
  }
}
