import { deployed } from '../wiring/deployed.ts';
import { ownDependencies } from '../wiring/own-dependencies.ts';
import { recalculateFromStream } from './recalculate-from-stream.ts';

export const handler = deployed(recalculateFromStream(ownDependencies));
