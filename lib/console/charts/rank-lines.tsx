import type { EChartsCoreOption } from 'echarts/core';
import { axisTimeText, timeText } from '../format.ts';
import { texts } from '../language.ts';
import { Chart, type ChartTable, type Look } from './chart.tsx';
import { numberAxis, plain, still, textTooltip, tints } from './look.ts';
import { type RankPath, rankAt, turningPoints } from './rank-paths.ts';

const rowsMax = 200;
const farRank = 40;
const dashes = ['solid', 'dashed', 'dotted'] as const;

interface RankLinesProps {
  readonly title: string;
  /** Each with the name of its district. */
  readonly paths: readonly (RankPath & { readonly name: string })[];
  /** The district to be seen first. */
  readonly chosen: string | null;
  readonly along: 'version' | 'time';
  readonly timeZone: string;
}

/** Ranks over versions or days: a line for each district, the first rank on top. */
export function RankLines({ title, ...data }: RankLinesProps) {
  const height = Math.max(280, 60 + 26 * data.paths.length);
  return <Chart title={title} height={height} data={data} draw={drawRanks} table={() => tableOf(data)} />;
}

type RankData = Omit<RankLinesProps, 'title'>;

function drawRanks(data: RankData, look: Look): EChartsCoreOption {
  const { paths, along } = data;
  const { charts } = texts.value;
  const isNarrow = look.width < 560;
  const instants = paths.flatMap(({ points }) => points.map(({ at }) => Date.parse(at)));
  const span = Math.max(...instants) - Math.min(...instants);
  const lowest = Math.max(2, ...paths.flatMap(({ points }) => points.map(({ rank }) => rank)));
  const label = { color: 'var(--ink)', fontSize: 12, width: isNarrow ? 76 : 150, overflow: 'truncate' } as const;
  return {
    grid: { left: 34, right: isNarrow ? 90 : 164, top: 30, bottom: 34 },
    tooltip: { ...textTooltip, trigger: 'axis', formatter: (shown: Shown) => tooltipOf(data, shown) },
    xAxis: {
      ...numberAxis,
      type: along === 'time' ? 'time' : 'value',
      min: 'dataMin',
      max: 'dataMax',
      ...(along === 'version' && { minInterval: 1 }),
      splitNumber: isNarrow ? 3 : 8,
      axisLabel: {
        ...numberAxis.axisLabel,
        hideOverlap: true,
        formatter: (at: number) => (along === 'time' ? axisTimeText(at, data.timeZone, span) : String(at)),
      },
    },
    yAxis: {
      ...numberAxis,
      // Where one is far behind, the first ones would lie on each other.
      ...(lowest > farRank ? { type: 'log', logBase: 2 } : { type: 'value', minInterval: 1 }),
      inverse: true,
      min: 1,
      max: lowest,
      name: charts.rankAxis,
      nameLocation: 'start',
    },
    series: paths.map((path, index) => lineOf(data, path, index, label)),
  };
}

function lineOf({ chosen, along }: RankData, path: RankData['paths'][number], index: number, endLabel: object) {
  const isChosen = path.district === chosen;
  const color = tints[index % tints.length]!;
  const type = dashes[Math.floor(index / tints.length) % dashes.length]!;
  return {
    ...still,
    id: path.district,
    name: plain(path.name),
    type: 'line',
    // A rank holds until it changes.
    step: 'end',
    showSymbol: false,
    symbol: 'circle',
    z: isChosen ? 4 : 3,
    lineStyle: { color: isChosen ? 'var(--ink)' : color, width: isChosen ? 4 : 2, type: isChosen ? 'solid' : type },
    itemStyle: { color: isChosen ? 'var(--ink)' : color },
    endLabel: { show: true, formatter: '{a}', fontWeight: isChosen ? 'bold' : 'normal', ...endLabel },
    labelLayout: { moveOverlap: 'shiftY' },
    data: path.points.map(({ version, at, rank }) => [along === 'time' ? Date.parse(at) : version, rank]),
  };
}

type Shown = readonly { readonly data: readonly [number, number] }[];

function tooltipOf({ paths, along, timeZone }: RankData, [first]: Shown): string {
  const { ranking } = texts.value;
  const turn = turningPoints(paths).findLast(
    ({ version, at }) => (along === 'time' ? Date.parse(at) : version) <= first!.data[0],
  );
  if (!turn) return '';
  const ranked = paths
    .map((path) => ({ name: path.name, rank: rankAt(path, turn.version) }))
    .sort((one, other) => one.rank - other.rank);
  const head = ranking.asOf(turn.version, timeText(turn.at, timeZone));
  return [head, ...ranked.map(({ name, rank }) => `${rank}  ${plain(name, 16)}`)].join('\n');
}

function tableOf({ paths, timeZone }: RankData): ChartTable {
  const { words, charts } = texts.value;
  const turns = turningPoints(paths).reverse();
  return {
    columns: [charts.versionColumn, words.time, ...paths.map(({ name }) => name)],
    rows: turns.slice(0, rowsMax).map(({ version, at }) => ({
      head: String(version),
      cells: [at && timeText(at, timeZone), ...paths.map((path) => String(rankAt(path, version)))],
    })),
    ...(turns.length > rowsMax && { note: charts.lastRows(rowsMax, turns.length) }),
  };
}
