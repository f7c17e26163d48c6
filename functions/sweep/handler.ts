import { ownFinalDependencies } from '../wiring/final-dependencies.ts';
import { ownWakeUps } from '../wiring/own-wake-ups.ts';
import { sweep } from './sweep.ts';

export const handler = () => sweep({ ...ownFinalDependencies(), wakeUps: ownWakeUps() });
