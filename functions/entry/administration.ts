import { administration } from '../groups/administration.ts';
import { ownDependencies } from '../shared/dependencies.ts';
import { httpHandler } from '../shared/http-handler.ts';
import { ownWakeUps } from '../shared/own-wake-ups.ts';

export const handler = httpHandler(administration, () => ({ ...ownDependencies(), wakeUps: ownWakeUps() }));
