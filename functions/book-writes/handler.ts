import { httpHandler } from '../http/http-handler.ts';
import { ownDependencies } from '../wiring/own-dependencies.ts';
import { bookWrites } from './stories.ts';

export const handler = httpHandler(bookWrites, ownDependencies);
