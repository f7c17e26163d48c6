import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';

const metrics = new Metrics({ namespace: 'Kaohe', serviceName: 'kaohe' });

/** Counts places where derived state differs from its inputs; 0 says that the comparison ran. The alarm listens to this. */
export function countDivergences(count: number): void {
  metrics.addMetric('Divergences', MetricUnit.Count, count);
  metrics.publishStoredMetrics();
}
