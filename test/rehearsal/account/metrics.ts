/** A metric: its namespace, its name and its dimensions. */
export interface MetricName {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
}

interface Point {
  readonly at: number;
  readonly value: number;
}

/** Numbers as CloudWatch keeps them: a metric is another one if any of its dimensions is. */
export class Metrics {
  readonly #points = new Map<string, Point[]>();
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  put(namespace: string, name: string, dimensions: Readonly<Record<string, string>>, value: number): void {
    const key = keyOf({ namespace, name, dimensions });
    const points = this.#points.get(key) ?? [];
    this.#points.set(key, points);
    points.push({ at: this.#now(), value });
  }

  /** A line that a function wrote: if it is in the embedded metric format, its numbers are kept. */
  readLine(line: string): void {
    if (!line.startsWith('{') || !line.includes('"_aws"')) return;
    const written = JSON.parse(line) as EmbeddedMetrics;
    for (const { Namespace, Dimensions, Metrics: named } of written._aws.CloudWatchMetrics)
      for (const names of Dimensions) {
        const dimensions = Object.fromEntries(names.map((name) => [name, String(written[name])]));
        for (const { Name } of named)
          for (const value of [written[Name]].flat()) this.put(Namespace, Name, dimensions, Number(value));
      }
  }

  /** The values of a metric from one instant to before another. */
  values(metric: MetricName, from: number, to: number): number[] {
    const points = this.#points.get(keyOf(metric)) ?? [];
    return points.filter(({ at }) => at >= from && at < to).map(({ value }) => value);
  }

  /** Every metric that has a value, as text. */
  names(): string[] {
    return [...this.#points.keys()].sort();
  }
}

interface EmbeddedMetrics extends Record<string, unknown> {
  readonly _aws: {
    readonly CloudWatchMetrics: readonly {
      readonly Namespace: string;
      readonly Dimensions: readonly (readonly string[])[];
      readonly Metrics: readonly { readonly Name: string }[];
    }[];
  };
}

function keyOf({ namespace, name, dimensions }: MetricName): string {
  const pairs = Object.entries(dimensions).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([namespace, name, ...pairs]);
}
