import { httpHandler } from '../http/http-handler.ts';
import { ownDependencies } from '../wiring/own-dependencies.ts';
import { reads } from './stories.ts';

export const handler = httpHandler(reads, ownDependencies);
