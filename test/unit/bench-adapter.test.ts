import { describe, expect, it } from 'vitest';
import type { Component } from '../../lib/domain/scheme.ts';
import { benchScheme } from '../bench/bench-scheme.ts';
import { type Populated, StatelessBoard } from '../bench/stateless-board.ts';
import { drawWorkload, type Workload } from '../bench/workload.ts';
import { ruleSettings } from '../support/rule-settings.ts';

const scheme = benchScheme();
const width = scheme.components.length;
const kinds = ruleSettings(scheme).map(({ kind }) => kind);

/** A component's points in hundredths by the definition, in rational arithmetic. */
function oraclePoints(
  { full }: Component,
  kind: string,
  value: number,
  target: number,
  all: readonly number[],
): number {
  if (kind === 'top') {
    const larger = all.filter((other) => other > value).length;
    if (value > 0 && larger < 2) return 300;
    return value >= target ? 200 : 0;
  }
  if (value >= target) return full;
  if (kind === 'completion') return 0;
  const twice = (2n * BigInt(full) * BigInt(value)) / BigInt(target);
  return Number((twice + 1n) / 2n);
}

function oracleRanking({ districts, targets }: Workload, values: readonly number[]) {
  const columns = scheme.components.map((_, index) =>
    Array.from({ length: districts }, (_, d) => values[d * width + index]!),
  );
  const totals = Array.from({ length: districts }, (_, district) =>
    scheme.components.reduce((sum, component, index) => {
      const at = district * width + index;
      return sum + oraclePoints(component, kinds[index]!, values[at]!, targets[at]!, columns[index]!);
    }, 0),
  );
  return { totals, ranks: totals.map((total) => 1 + totals.filter((other) => other > total).length) };
}

describe('the benchmarked recalculation', () => {
  it.each([
    [3, 'claimed'],
    [13, 'both'],
    [40, 'claimed'],
    [300, 'both'],
  ] as [number, Populated][])(
    'ranks %i districts as the definition does after every change (%s values)',
    (districts, populated) => {
      const workload = drawWorkload(scheme, districts, 60, districts);
      const values = Array.from(workload.values);
      const board = new StatelessBoard(scheme, workload, populated);
      const shown = () => {
        const { totals, ranks } = board.read();
        return { totals: [...totals], ranks: [...ranks] };
      };
      expect(shown()).toEqual(oracleRanking(workload, values));
      for (const change of workload.changes) {
        values[change.district * width + change.component] = change.value;
        board.apply(change);
        expect(shown()).toEqual(oracleRanking(workload, values));
      }
    },
  );

  it('draws the same workload from the same seed, and another one from another seed', () => {
    expect(drawWorkload(scheme, 5, 20, 1)).toEqual(drawWorkload(scheme, 5, 20, 1));
    expect(drawWorkload(scheme, 5, 20, 1)).not.toEqual(drawWorkload(scheme, 5, 20, 2));
  });

  it('keeps places moving: changes reach components that see the cohort', () => {
    const { changes } = drawWorkload(scheme, 13, 500, 7);
    const competitive = changes.filter(({ component }) => scheme.components[component]!.competitive >= 0).length;
    expect(competitive).toBeGreaterThan(50);
    expect(competitive).toBeLessThan(150);
  });
});
