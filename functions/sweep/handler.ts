import type { Context } from 'aws-lambda';
import { deployed } from '../wiring/deployed.ts';
import { ownHandingDependencies } from '../wiring/handing-dependencies.ts';
import { ownWakeUps } from '../wiring/own-wake-ups.ts';
import { sweep } from './sweep.ts';

export const handler = deployed((_: unknown, context: Context) =>
  sweep({ ...ownHandingDependencies(), wakeUps: ownWakeUps() }, context),
);
