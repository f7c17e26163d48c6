import { ownFinalDependencies } from '../shared/final-dependencies.ts';
import { ownWakeUps } from '../shared/own-wake-ups.ts';
import { sweep } from '../sweep.ts';

export const handler = () => sweep({ ...ownFinalDependencies(), wakeUps: ownWakeUps() });
