import { bookWrites } from '../groups/book-writes.ts';
import { ownDependencies } from '../shared/dependencies.ts';
import { httpHandler } from '../shared/http-handler.ts';

export const handler = httpHandler(bookWrites, ownDependencies);
