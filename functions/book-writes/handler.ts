import { httpHandler } from '../http/http-handler.ts';
import { deployed } from '../wiring/deployed.ts';
import { ownDependencies } from '../wiring/own-dependencies.ts';
import { bookWrites } from './stories.ts';

export const handler = deployed(httpHandler(bookWrites, ownDependencies));
