import type { EChartsCoreOption } from 'echarts/core';
import { texts } from '../language.ts';
import { Chart, type ChartTable, type Look } from './chart.tsx';
import { nameAxis, numberAxis, plain, soft, still, textTooltip } from './look.ts';

/** Above so many a bar has no room for its name. */
const namedMax = 60;
const percentMax = 200;

/** A district's way to its target. */
export interface CompletionBar {
  readonly district: string;
  readonly name: string;
  readonly value: string;
  readonly target: string;
  /** For the length of the bar. */
  readonly percent: number;
  readonly text: string;
  readonly isMet: boolean;
}

interface CompletionBarsProps {
  readonly title: string;
  readonly unit: string;
  /** The furthest first. */
  readonly bars: readonly CompletionBar[];
  readonly chosen: string | null;
}

/** How far each district is of its target, against 100 %. */
export function CompletionBars({ title, ...data }: CompletionBarsProps) {
  const { bars } = data;
  const height = bars.length > namedMax ? 300 : 50 + 24 * bars.length;
  return <Chart title={title} height={height} data={data} draw={drawBars} table={() => tableOf(data)} />;
}

type BarData = Omit<CompletionBarsProps, 'title'>;

function drawBars({ bars, unit, chosen }: BarData, look: Look): EChartsCoreOption {
  const hasNames = bars.length <= namedMax;
  const longest = Math.max(100, ...bars.map(({ percent }) => Math.min(percent, percentMax)));
  const names = {
    ...nameAxis(look.width),
    type: 'category',
    inverse: hasNames,
    data: bars.map(({ name }) => plain(name)),
    ...(!hasNames && { axisLabel: { show: false } }),
  };
  const percents = {
    ...numberAxis,
    type: 'value',
    min: 0,
    max: longest > 180 ? percentMax : Math.ceil(longest / 20) * 20,
    splitNumber: look.width < 560 ? 3 : 6,
    axisLabel: { ...numberAxis.axisLabel, hideOverlap: true, formatter: '{value}%' },
  };
  return {
    grid: { left: 8, right: hasNames ? 64 : 16, top: 24, bottom: 8, containLabel: true },
    tooltip: {
      ...textTooltip,
      trigger: 'item',
      formatter: ({ dataIndex }: { readonly dataIndex: number }) => told(bars[dataIndex]!, unit),
    },
    xAxis: hasNames ? percents : names,
    yAxis: hasNames ? names : percents,
    series: [
      {
        ...still,
        id: 'rates',
        type: 'bar',
        clip: true,
        data: bars.map((bar) => barOf(bar, bar.district === chosen)),
        label: rateLabel(bars),
        markLine: goalLine(hasNames),
      },
    ],
  };
}

function told({ name, value, target, text }: CompletionBar, unit: string): string {
  return `${plain(name)}\n${value} / ${target} ${plain(unit)}\n${text}`;
}

/** The rate beside its bar, where there is room. */
function rateLabel(bars: BarData['bars']) {
  const formatter = ({ dataIndex }: { readonly dataIndex: number }) => bars[dataIndex]!.text;
  return { show: bars.length <= namedMax, position: 'right', color: 'var(--ink)', fontSize: 12, formatter };
}

/** The line at 100 %. */
function goalLine(isUpright: boolean) {
  const lineStyle = { color: 'var(--ink)', width: 2, type: 'solid' };
  const data = [isUpright ? { xAxis: 100 } : { yAxis: 100 }];
  return { silent: true, symbol: 'none', animation: false, lineStyle, label: { show: false }, data };
}

function barOf({ percent, isMet }: CompletionBar, isChosen: boolean) {
  const border = isChosen ? { borderColor: 'var(--ink)', borderWidth: 2 } : {};
  return {
    value: Math.min(percent, percentMax),
    itemStyle: { color: soft(isMet ? 'var(--done)' : 'var(--bar)'), ...border },
  };
}

function tableOf({ bars, unit }: BarData): ChartTable {
  const { words, charts } = texts.value;
  return {
    columns: [words.district, `${words.value} (${unit})`, `${words.target} (${unit})`, charts.completion],
    rows: bars.map(({ name, district, value, target, text }) => ({
      head: name,
      district,
      cells: [value, target, text],
    })),
  };
}
