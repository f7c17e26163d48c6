import { deployed } from '../wiring/deployed.ts';
import { ownFinalDependencies } from '../wiring/final-dependencies.ts';
import { ownWakeUps } from '../wiring/own-wake-ups.ts';
import { sweep } from './sweep.ts';

export const handler = deployed(() => sweep({ ...ownFinalDependencies(), wakeUps: ownWakeUps() }));
