import type { EChartsCoreOption } from 'echarts/core';
import { compareTexts } from '../exact.ts';
import { texts } from '../language.ts';
import { Chart, type ChartTable, type Look } from './chart.tsx';
import { numberAxis, plain, still, textTooltip } from './look.ts';

const dotPixels = 11;

interface CutStripProps {
  readonly title: string;
  readonly unit: string;
  /** Every district with a value, in any order. */
  readonly values: readonly { readonly district: string; readonly name: string; readonly value: string }[];
  /** The smallest value that is within the first places; `null` while nobody is. */
  readonly cut: string | null;
  readonly chosen: string | null;
}

/** A competition for the first places: each district a dot at its value, and the line that divides them. */
export function CutStrip({ title, ...data }: CutStripProps) {
  return <Chart title={title} height={190} data={data} draw={drawStrip} table={() => tableOf(data)} />;
}

type StripData = Omit<CutStripProps, 'title'>;

function isWithin(value: string, cut: string | null): boolean {
  return cut !== null && compareTexts(value, cut) >= 0;
}

function drawStrip({ values, cut, unit, chosen }: StripData, look: Look): EChartsCoreOption {
  const { charts } = texts.value;
  const dots = stacked(values, look.width);
  const highest = Math.max(...dots.map(({ level }) => level), 6);
  const name = `${charts.cut} ${cut} ${plain(unit)}`;
  return {
    grid: { left: 16, right: 24, top: 34, bottom: 8, containLabel: true },
    tooltip: {
      ...textTooltip,
      trigger: 'item',
      formatter: ({ dataIndex }: { readonly dataIndex: number }) =>
        `${plain(dots[dataIndex]!.name)}\n${dots[dataIndex]!.value} ${plain(unit)}`,
    },
    xAxis: { ...numberAxis, type: 'value', min: 0, splitNumber: look.width < 560 ? 3 : 8 },
    yAxis: { type: 'value', show: false, min: 0, max: highest + 1 },
    series: [
      {
        ...still,
        id: 'strip',
        type: 'scatter',
        symbolSize: dotPixels - 1,
        data: dots.map((dot) => dotOf(dot, isWithin(dot.value, cut), dot.district === chosen)),
        markLine: {
          silent: true,
          symbol: 'none',
          animation: false,
          lineStyle: { color: 'var(--ink)', width: 2, type: 'dashed' },
          label: { formatter: name, color: 'var(--ink)', fontSize: 12, position: 'end' },
          data: cut === null ? [] : [{ xAxis: Number(cut) }],
        },
      },
    ],
  };
}

interface Dot {
  readonly district: string;
  readonly name: string;
  readonly value: string;
  readonly level: number;
}

/** Dots that would lie over each other are put one on top of the other. */
function stacked(values: StripData['values'], width: number): Dot[] {
  const widest = Math.max(1, ...values.map(({ value }) => Number(value)));
  const heights = new Map<number, number>();
  return values.map((of) => {
    const column = Math.round((Number(of.value) / widest) * (width / dotPixels));
    const level = heights.get(column) ?? 0;
    heights.set(column, level + 1);
    return { ...of, level };
  });
}

/** Within the places full, outside hollow, the chosen one a large diamond with its name. */
function dotOf({ name, value, level }: Dot, isIn: boolean, isChosen: boolean) {
  const color = isIn ? 'var(--done)' : 'var(--bar)';
  const label = {
    show: true,
    formatter: () => plain(name, 16),
    position: 'right',
    color: 'var(--ink)',
    fontWeight: 'bold',
  };
  return {
    value: [Number(value), level + 0.5],
    itemStyle: { color: isIn ? color : 'var(--paper)', borderColor: isChosen ? 'var(--ink)' : color, borderWidth: 2 },
    ...(isChosen && { symbol: 'diamond', symbolSize: 18, label }),
  };
}

function tableOf({ values, cut, unit }: StripData): ChartTable {
  const { words, charts } = texts.value;
  const sorted = [...values].sort((one, other) => compareTexts(other.value, one.value));
  return {
    columns: [words.district, `${words.value} (${unit})`, charts.within],
    rows: sorted.map(({ district, name, value }) => ({
      ...{ head: name, district },
      cells: [value, isWithin(value, cut) ? charts.yes : charts.no],
    })),
    note: cut === null ? charts.noCut : `${charts.cut} ${cut} ${unit}`,
  };
}
