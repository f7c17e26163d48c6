import type { CycleQueue } from '../../lib/domain/finalization/result-ports.ts';
import { once } from '../../lib/domain/once.ts';
import type { HandingDependencies } from '../protocols/dependencies.ts';
import { setting } from './environment.ts';
import { ownFinalDependencies } from './final-dependencies.ts';
import { onDemand } from './on-demand.ts';

/** The deployed function's own dependencies with the way to the finalizer, made on first use. */
export const ownHandingDependencies = once((): HandingDependencies => ({ ...ownFinalDependencies(), cycleQueue }));

/** Loaded with the first message: few runs send one. */
const cycleQueue = onDemand<CycleQueue>(async () => {
  const queueUrl = setting('CYCLE_QUEUE_URL');
  return (await import('./queue-adapters.ts')).cycleQueueAt(queueUrl);
});
