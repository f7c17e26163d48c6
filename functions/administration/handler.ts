import { httpHandler } from '../http/http-handler.ts';
import { deployed } from '../wiring/deployed.ts';
import { ownDependencies } from '../wiring/own-dependencies.ts';
import { ownWakeUps } from '../wiring/own-wake-ups.ts';
import { administration } from './stories.ts';

export const handler = deployed(httpHandler(administration, () => ({ ...ownDependencies(), wakeUps: ownWakeUps() })));
