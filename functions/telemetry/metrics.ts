import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { once } from '../../lib/domain/once.ts';

/** Made with the first count, as the logger is with its first line. */
const metrics = once(() => new Metrics({ namespace: 'Kaohe', serviceName: 'kaohe' }));

/** Counts places where derived state differs from its inputs; 0 says that the comparison ran. The alarm listens to this. */
export function countDivergences(count: number): void {
  metrics().addMetric('Divergences', MetricUnit.Count, count);
  metrics().publishStoredMetrics();
}

/** Counts files whose scan has been unfinished for half an hour. The alarm listens to this. */
export function countOverdueScans(count: number): void {
  metrics().addMetric('OverdueScans', MetricUnit.Count, count);
  metrics().publishStoredMetrics();
}

/** Counts cycles whose wake-ups could not be set. The alarm listens to this. */
export function countUnsetWakeUps(count: number): void {
  metrics().addMetric('UnsetWakeUps', MetricUnit.Count, count);
  metrics().publishStoredMetrics();
}

/** Counts districts of any cycle whose book is missing. The alarm listens to this. */
export function countMissingBooks(count: number): void {
  metrics().addMetric('MissingBooks', MetricUnit.Count, count);
  metrics().publishStoredMetrics();
}

/** Counts files that a verification has rested on for half an hour and that could not be locked. The alarm listens to this. */
export function countUnlockedEvidence(count: number): void {
  metrics().addMetric('UnlockedEvidence', MetricUnit.Count, count);
  metrics().publishStoredMetrics();
}

/** Counts webhooks that were disabled, since nothing could be delivered to them for three days. The alarm listens to this. */
export function countDisabledWebhooks(count: number): void {
  metrics().addMetric('DisabledWebhooks', MetricUnit.Count, count);
  metrics().publishStoredMetrics();
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
}): void {
  metrics().addMetric('HeldCycles', MetricUnit.Count, held);
  metrics().addMetric('LateFinalizations', MetricUnit.Count, unfinalized);
  metrics().addMetric('UnexportedResults', MetricUnit.Count, unexported);
  metrics().publishStoredMetrics();
}
