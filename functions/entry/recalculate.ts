import { recalculateFromStream } from '../recalculate-from-stream.ts';
import { ownDependencies } from '../shared/dependencies.ts';

export const handler = recalculateFromStream(ownDependencies);
