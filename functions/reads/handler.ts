import { httpHandler } from '../http/http-handler.ts';
import { deployed } from '../wiring/deployed.ts';
import { ownDependencies } from '../wiring/own-dependencies.ts';
import { reads } from './stories.ts';

export const handler = deployed(httpHandler(reads, ownDependencies));
