import type { EChartsCoreOption } from 'echarts/core';
import { texts } from '../language.ts';
import { Chart, type ChartTable, type Look } from './chart.tsx';
import { nameAxis, numberAxis, plain, soft, still, textTooltip, tints } from './look.ts';

const districtsMax = 40;

/** A district's points by category on both bases, and its totals. */
export interface StackRow {
  readonly district: string;
  readonly name: string;
  readonly claimed: Readonly<Record<string, string>>;
  readonly verified: Readonly<Record<string, string>>;
  readonly totals: { readonly claimed: string; readonly verified: string };
}

interface CategoryStackProps {
  readonly title: string;
  readonly categories: readonly { readonly id: string; readonly name: string }[];
  /** In the order to be shown. */
  readonly rows: readonly StackRow[];
}

/** What totals are made of: what was verified filled by category, what is claimed in all as an outline. */
export default function CategoryStack({ title, categories, rows }: CategoryStackProps) {
  const { charts } = texts.value;
  const drawn = rows.slice(0, districtsMax);
  const data = { categories, rows: drawn };
  return (
    <>
      {drawn.length < rows.length && <p>{charts.firstOnly(districtsMax)}</p>}
      <Chart
        title={title}
        height={80 + 26 * drawn.length}
        data={data}
        draw={drawStack}
        table={() => tableOf({ categories, rows })}
      />
    </>
  );
}

type StackData = Omit<CategoryStackProps, 'title'>;

function drawStack({ categories, rows }: StackData, look: Look): EChartsCoreOption {
  const { words, charts } = texts.value;
  const filled = categories.map(({ id, name }, index) => ({
    ...still,
    id,
    name: plain(name),
    type: 'bar',
    stack: 'verified',
    z: 2,
    label: initialOf(name, rows, id, look),
    itemStyle: { color: soft(tints[index % tints.length]!) },
    data: rows.map(({ verified }) => Number(verified[id])),
  }));
  return {
    legend: {
      data: categories.map(({ name }) => plain(name)),
      ...{ top: 0, bottom: 'auto', left: 8, selectedMode: false, textStyle: { color: 'var(--ink)' } },
    },
    grid: { left: 8, right: 16, top: look.width < 560 ? 70 : 36, bottom: 8, containLabel: true },
    tooltip: {
      ...textTooltip,
      trigger: 'axis',
      formatter: ([first]: readonly { readonly dataIndex: number }[]) => {
        const { name, totals, claimed, verified } = rows[first!.dataIndex]!;
        const lines = categories.map(({ id, name: of }) => `${plain(of)}  ${verified[id]} / ${claimed[id]}`);
        return [plain(name), charts.ofBoth, ...lines, `${words.total}  ${totals.verified} / ${totals.claimed}`].join(
          '\n',
        );
      },
    },
    xAxis: { ...numberAxis, type: 'value' },
    yAxis: { ...nameAxis(look.width), type: 'category', inverse: true, data: rows.map(({ name }) => plain(name)) },
    series: [...filled, outlineOf(rows)],
  };
}

/** What is claimed in all: it lies over what is filled. */
function outlineOf(rows: readonly StackRow[]) {
  return {
    ...still,
    id: 'claimed',
    type: 'bar',
    ...{ barGap: '-100%', z: 3, silent: true },
    itemStyle: { color: 'transparent', borderColor: 'var(--ink)', borderWidth: 1 },
    data: rows.map(({ totals }) => Number(totals.claimed)),
  };
}

/** The first character of a category's name, where a bar has room for it: colour is not the only mark. */
function initialOf(name: string, rows: readonly StackRow[], id: string, { width }: Look) {
  const longest = Math.max(1, ...rows.map(({ totals }) => Math.max(Number(totals.claimed), Number(totals.verified))));
  const least = (longest * 16) / (width * 0.7);
  return {
    show: true,
    color: 'var(--ink)',
    fontSize: 12,
    formatter: ({ dataIndex }: { readonly dataIndex: number }) =>
      Number(rows[dataIndex]!.verified[id]) >= least ? plain([...name][0] ?? '') : '',
  };
}

function tableOf({ categories, rows }: StackData): ChartTable {
  const { words, charts } = texts.value;
  return {
    note: charts.ofBoth,
    columns: [words.district, ...categories.map(({ name }) => name), words.total],
    rows: rows.map(({ district, name, claimed, verified, totals }) => ({
      ...{ head: name, district },
      cells: [
        ...categories.map(({ id }) => `${verified[id]} / ${claimed[id]}`),
        `${totals.verified} / ${totals.claimed}`,
      ],
    })),
  };
}
