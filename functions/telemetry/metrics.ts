import { once } from '../../lib/domain/once.ts';

/** Loaded and made with the first count, which most invocations do without. Two stages in one account count apart. */
const made = once(async () => {
  const { Metrics, MetricUnit } = await import('@aws-lambda-powertools/metrics');
  const { STAGE: stage = 'local' } = process.env;
  return {
    metrics: new Metrics({ namespace: 'Kaohe', serviceName: 'kaohe', defaultDimensions: { stage } }),
    MetricUnit,
  };
});

async function report(counts: Readonly<Record<string, number>>): Promise<void> {
  const { metrics, MetricUnit } = await made();
  for (const [name, count] of Object.entries(counts)) metrics.addMetric(name, MetricUnit.Count, count);
  metrics.publishStoredMetrics();
}

/** Counts places where derived state differs from its inputs; 0 says that the comparison ran. The alarm listens to this. */
export function countDivergences(count: number): Promise<void> {
  return report({ Divergences: count });
}

/** Counts files whose scan has been unfinished for half an hour. The alarm listens to this. */
export function countOverdueScans(count: number): Promise<void> {
  return report({ OverdueScans: count });
}

/** Counts cycles whose wake-ups could not be set. The alarm listens to this. */
export function countUnsetWakeUps(count: number): Promise<void> {
  return report({ UnsetWakeUps: count });
}

/** Counts districts of any cycle whose book is missing. The alarm listens to this. */
export function countMissingBooks(count: number): Promise<void> {
  return report({ MissingBooks: count });
}

/** Counts files that a verification has rested on for half an hour and that could not be locked. The alarm listens to this. */
export function countUnlockedEvidence(count: number): Promise<void> {
  return report({ UnlockedEvidence: count });
}

/** Counts webhooks that were disabled, since nothing could be delivered to them for three days. The alarm listens to this. */
export function countDisabledWebhooks(count: number): Promise<void> {
  return report({ DisabledWebhooks: count });
}

/** Counts cycles that are held by open points, late in being finalized, or sealed without their files. Alarms listen to these. */
export function countLateCycles({
  held,
  unfinalized,
  unexported,
}: {
  held: number;
  unfinalized: number;
  unexported: number;
}): Promise<void> {
  return report({ HeldCycles: held, LateFinalizations: unfinalized, UnexportedResults: unexported });
}

/*
 * Failures that are dealt with: what failed is done again, and the invocation counts as a success. Alarms listen to these.
 */

/** Counts batches of a stream that a record stopped; they are delivered again from it on. */
export function countStreamTaskFailures(count: number): Promise<void> {
  return report({ StreamTaskFailures: count });
}

/** Counts messages to the finalizer that come again, or could not be sent. */
export function countFinalizationFailures(count: number): Promise<void> {
  return report({ FinalizationFailures: count });
}

/** Counts messages to the delivery of webhooks that come again for a fault of ours, not of a receiver. */
export function countWebhookFaults(count: number): Promise<void> {
  return report({ WebhookFaults: count });
}

/** Counts imports that a fault has stopped, until they are taken up again. */
export function countInterruptedImports(count: number): Promise<void> {
  return report({ InterruptedImports: count });
}

/** Counts records of the stream that this version of a function can't read, and that it passes over. */
export function countSkippedRecords(count: number): Promise<void> {
  return report({ SkippedRecords: count });
}
