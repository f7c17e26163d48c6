import type { EChartsCoreOption } from 'echarts/core';
import { useEffect, useRef, useState } from 'preact/hooks';
import { type Language, language, texts } from '../language.ts';
import { Link } from '../link.tsx';
import { Scrolled } from '../parts.tsx';

/** What a picture looks at besides its data. */
export interface Look {
  readonly width: number;
  readonly language: Language;
}

/** The numbers of a picture as a table; a first cell with a district leads to its score sheet. */
export interface ChartTable {
  readonly columns: readonly string[];
  readonly rows: readonly { readonly head: string; readonly district?: string; readonly cells: readonly string[] }[];
  /** What is to be said of the table, where it holds more or less than the picture. */
  readonly note?: string;
}

interface ChartProps<T> {
  readonly title: string;
  readonly height: number;
  /** Plain data: the picture is drawn again when they are others. */
  readonly data: T;
  readonly draw: (data: T, look: Look) => EChartsCoreOption;
  /** Made when it is unfolded. */
  readonly table: () => ChartTable;
}

/** A picture, and beside it a table of the same numbers. What draws is read when the first picture is wanted. */
export function Chart<T>({ title, height, data, draw, table }: ChartProps<T>) {
  const place = useRef<HTMLDivElement>(null);
  const key = JSON.stringify(data);
  useEffect(() => keepDrawn(place.current!, (look) => draw(data, look)), [key, draw, language.value, height]);
  return (
    <figure class="chart">
      <figcaption>{title}</figcaption>
      <div ref={place} class="drawing" role="img" aria-label={title} style={{ height: `${height}px` }} />
      <Unfolded table={table} title={title} />
    </figure>
  );
}

/** The table below a picture. It holds links and is the way in for whoever sees no pictures. */
function Unfolded({ table, title }: Pick<ChartProps<unknown>, 'table' | 'title'>) {
  const { charts } = texts.value;
  const [isOpen, setOpen] = useState(false);
  return (
    <details class="chart-numbers" onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>{charts.asTable}</summary>
      {isOpen && <NumberTable {...table()} title={title} />}
    </details>
  );
}

function NumberTable({ columns, rows, note, title }: ChartTable & { readonly title: string }) {
  return (
    <>
      {note && <p>{note}</p>}
      <Scrolled label={title}>
        <table>
          <thead>
            <tr>
              {columns.map((name, index) => (
                <th key={name} scope="col" class={index > 0 ? 'number' : undefined}>
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(({ head, district, cells }) => (
              <tr key={district ?? head}>
                <th scope="row">
                  {district ? (
                    <Link to={{ view: 'score', district }}>
                      <bdi>{head}</bdi>
                    </Link>
                  ) : (
                    head
                  )}
                </th>
                {cells.map((cell, index) => (
                  <td key={columns[index + 1]} class="number">
                    {cell}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </Scrolled>
    </>
  );
}

type Drawing = ReturnType<typeof import('./drawing.ts').newDrawing>;

/** One drawing for each place, kept while the place is there, so that what is drawn anew moves from what was. */
const drawings = new WeakMap<HTMLElement, Promise<Drawing>>();

/** Draws, and again when the place has another width. Gives what ends that. */
function keepDrawn(place: HTMLElement, optionFor: (look: Look) => EChartsCoreOption): () => void {
  let isOver = false;
  let drawnWidth = 0;
  const begun = drawings.get(place) ?? beginDrawing(place);
  drawings.set(place, begun);
  const paint = async () => {
    const drawing = await begun;
    const width = place.clientWidth;
    if (isOver || width === 0 || width === drawnWidth) return;
    drawnWidth = width;
    drawing.resize();
    const option = optionFor({ width, language: language.value });
    drawing.setOption(option, { replaceMerge: ['series', 'xAxis', 'yAxis', 'grid'] });
    // By this a page that is printed narrower than the screen shrinks it.
    place.querySelector('svg')?.setAttribute('viewBox', `0 0 ${width} ${place.clientHeight}`);
  };
  const widths = new ResizeObserver(() => void paint());
  widths.observe(place);
  return () => {
    isOver = true;
    widths.disconnect();
    // Another effect of the same place follows at once; a place that is gone needs its drawing no more.
    queueMicrotask(() => {
      if (!place.isConnected) void begun.then((drawing) => drawing.dispose());
    });
  };
}

/** Colours are the stylesheet's own properties, so that light, dark and print need no drawing anew. */
async function beginDrawing(place: HTMLElement): Promise<Drawing> {
  const { newDrawing } = await import('./drawing.ts');
  const drawing = newDrawing(place);
  const { fontFamily } = getComputedStyle(place);
  drawing.setOption({
    aria: { enabled: false },
    animation: !matchMedia('(prefers-reduced-motion: reduce)').matches,
    animationThreshold: 100,
    animationDuration: 300,
    animationDurationUpdate: 300,
    backgroundColor: 'transparent',
    textStyle: { fontFamily, fontSize: 13, color: 'var(--ink)' },
    tooltip: { textStyle: { fontFamily } },
  });
  return drawing;
}
