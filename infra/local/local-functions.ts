import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { functions } from '../../functions/deployment.ts';
import type { AllDependencies, Dependencies, WebhookDependencies } from '../../functions/protocols/dependencies.ts';
import { advanceCycle } from '../../functions/protocols/finalization/advance-cycle.ts';
import { publish as publishFromStream } from '../../functions/publish/publish.ts';
import { recalculateFromStream } from '../../functions/recalculate/recalculate-from-stream.ts';
import { rescanEvidence } from '../../functions/rescan-evidence/rescan-evidence.ts';
import { sweep } from '../../functions/sweep/sweep.ts';
import type { FunctionEntry } from '../../functions/triggers/trigger.ts';
import { wakeWebhooks } from '../../functions/wake-webhooks/wake-webhooks.ts';
import { workImports } from '../../functions/work-imports/work-imports.ts';
import type { EventBus } from '../../lib/domain/ports.ts';
import type { LocalCycleQueue } from './local-cycle-queue.ts';
import type { FailedDelivery, StreamSubscriber } from './streams/stream-delivery.ts';

/** Milliseconds that a batch waits for more records; on AWS the trigger table's seconds. */
const batchWindowMilliseconds = 100;

/** The stream's subscribers as the trigger table describes them; what they give up is kept with its payload. */
export function streamSubscribers(
  needs: Dependencies & Pick<WebhookDependencies, 'webhookQueue'>,
  bus: EventBus,
  dataDirectory: string,
): StreamSubscriber[] {
  const onFailure = failureKeeper(join(dataDirectory, 'failures'));
  const settings = { batchWindowMilliseconds, onFailure };
  const { recalculate, publish } = functions;
  return [
    { name: 'recalculate', ...recalculate.trigger, ...settings, invoke: recalculateFromStream(() => needs) },
    {
      name: 'publish',
      ...publish.trigger,
      ...settings,
      invoke: publishFromStream(
        () => needs,
        () => bus,
      ),
    },
  ];
}

function failureKeeper(directory: string) {
  return async (failure: FailedDelivery): Promise<void> => {
    mkdirSync(directory, { recursive: true });
    writeFileSync(join(directory, `${failure.subscriber}-${Date.now()}.json`), JSON.stringify(failure));
  };
}

/** Functions that a schedule runs, by name; `POST /local/invoke/{function}` runs them at once. */
export function scheduledFunctions(
  needs: AllDependencies,
  handedOn: Pick<LocalCycleQueue, 'settle'>,
): Readonly<Record<string, (event: unknown) => Promise<unknown>>> {
  /** Whoever runs it now wants to find done what it has handed on, too. */
  const sweepWhole = async () => {
    const report = await sweep(needs);
    await handedOn.settle();
    return report;
  };
  return {
    sweep: sweepWhole,
    'rescan-evidence': () => rescanEvidence(needs),
    'work-imports': () => workImports(needs),
    'wake-webhooks': () => wakeWebhooks(needs),
    /** A schedule's firing for `{ cycle, epoch }`; without a cycle everything that is due. */
    finalize: async (event) => {
      const { cycle, epoch } = event as { cycle?: string; epoch?: number };
      return cycle === undefined ? sweepWhole() : { cycle, outcome: await advanceCycle(needs, cycle, { epoch }) };
    },
  };
}

/** Runs the scheduled functions in their rhythm until it is stopped. A run that fails waits for the next one. */
export function startSchedules(scheduled: ReturnType<typeof scheduledFunctions>): { stop(): void } {
  const timers = Object.entries<FunctionEntry>(functions).flatMap(([name, { trigger }]) => {
    const run = scheduled[name];
    if (trigger?.kind !== 'schedule' || !run) return [];
    const invoke = () => run({}).catch((error: unknown) => console.error(`${name} failed: ${String(error)}`));
    return [setInterval(invoke, trigger.everyMinutes * 60_000)];
  });
  return { stop: () => timers.forEach(clearInterval) };
}
