import type { EChartsCoreOption } from 'echarts/core';
import { texts } from '../language.ts';
import { Chart } from './chart.tsx';
import { plain, soft, still, textTooltip, tints } from './look.ts';

interface FunnelProps {
  readonly title: string;
  /** From the widest to the narrowest. */
  readonly stages: readonly { readonly name: string; readonly count: number }[];
}

/** How many get how far. */
export function Funnel({ title, stages }: FunnelProps) {
  const { charts } = texts.value;
  const table = () => ({
    columns: [charts.stage, charts.count, charts.share],
    rows: stages.map(({ name, count }) => ({ head: name, cells: [String(count), shareOf(count, stages)] })),
  });
  return <Chart title={title} height={60 * stages.length + 16} data={stages} draw={drawFunnel} table={table} />;
}

/** Of the first stage, in whole percents, cut. */
function shareOf(count: number, [first]: FunnelProps['stages']): string {
  return first!.count === 0 ? '—' : `${Math.floor((100 * count) / first!.count)}%`;
}

function drawFunnel(stages: FunnelProps['stages']): EChartsCoreOption {
  const label = (name: string, count: number) => `${plain(name)}  ${count}  (${shareOf(count, stages)})`;
  return {
    tooltip: { ...textTooltip, trigger: 'item', formatter: ({ name }: { readonly name: string }) => name },
    series: [
      {
        ...still,
        id: 'funnel',
        type: 'funnel',
        sort: 'none',
        ...{ left: 8, right: 8, top: 8, bottom: 8, gap: 3, min: 0, max: Math.max(1, stages[0]!.count) },
        label: { position: 'inside', color: 'var(--ink)', fontSize: 13 },
        itemStyle: { borderWidth: 0 },
        data: stages.map(({ name, count }, index) => ({
          name: label(name, count),
          value: count,
          itemStyle: { color: soft(tints[index % tints.length]!) },
        })),
      },
    ],
  };
}
