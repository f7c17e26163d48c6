import { useMemo } from 'preact/hooks';
import { addressWith, fromAddress, goTo } from '../address.ts';
import { filledBy, shownNumber } from '../counted.ts';
import type { Component, CycleContext } from '../cycle.ts';
import { language, say, texts } from '../language.ts';
import { Scrolled } from '../parts.tsx';
import { person } from '../session.ts';
import { stateText } from '../state-text.ts';
import type { SummaryCell, SummaryRow } from '../summary.ts';
import { completionOf } from './progress-cells.ts';

interface HeatProps {
  readonly context: CycleContext;
  readonly rows: readonly SummaryRow[];
  readonly show: 'state' | 'rate';
}

/**
 * Every district by every component, coloured and lettered. One stop for the tabulator: arrows go from cell to cell.
 * Each cell leads to where something can be done about it. Clicks and keys are heard once, not in 7,500 places.
 */
export function HeatTable({ context: { components }, rows, show }: HeatProps) {
  const { progress: words, words: common } = texts.value;
  const chosen = fromAddress('component');
  // Where 7,500 links lead begins alike; it is made once.
  const begins = { score: beginOf('score'), work: beginOf('work') };
  return (
    <>
      <h2>{words.tables[show]}</h2>
      {show === 'rate' && <p>{words.completionLegend}</p>}
      <Scrolled label={words.tables[show]}>
        <table class="heat" onClick={follow} onKeyDown={step}>
          <thead>
            <tr>
              <th scope="col">{common.district}</th>
              {components.map((component) => (
                <ComponentHead key={component.id} component={component} isChosen={component.id === chosen} />
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row, index) => (
              <HeatRow key={row.district} {...{ row, show, components, begins }} isFirst={index === 0} />
            ))}
          </tbody>
        </table>
      </Scrolled>
    </>
  );
}

function ComponentHead({
  component: { id, name },
  isChosen,
}: {
  readonly component: Component;
  readonly isChosen: boolean;
}) {
  const title = `${id} ${say(name)}`;
  return (
    <th scope="col" class={isChosen ? 'chosen' : undefined}>
      <a href={addressWith({ component: isChosen ? null : id })} title={title} aria-label={title} tabIndex={-1}>
        {id}
      </a>
    </th>
  );
}

function beginOf(view: 'score' | 'work'): string {
  return addressWith({ view, district: null });
}

interface RowProps {
  readonly row: SummaryRow;
  readonly show: HeatProps['show'];
  readonly components: readonly Component[];
  /** How addresses of the screens begin that cells lead to. */
  readonly begins: Readonly<Record<'score' | 'work', string>>;
  readonly isFirst: boolean;
}

/** A row that says the same as before is not made again: most of the board stays where it is. */
function HeatRow({ row, show, components, begins, isFirst }: RowProps) {
  const { role } = person.value!;
  const key = JSON.stringify([row, show, isFirst, role, begins, language.value]);
  return useMemo(() => {
    const name = say(row.name);
    const place = `&district=${encodeURIComponent(row.district)}`;
    return (
      <tr>
        <th scope="row">
          <a href={begins.score + place} tabIndex={-1}>
            <bdi>{name}</bdi>
          </a>
        </th>
        {row.components.map((cell, index) => {
          const of = components[index]!;
          const { letter, mark, title } = lookOf(of, cell, show);
          const to = `${begins[viewOf(of, cell, role)]}${place}&component=${encodeURIComponent(cell.component)}`;
          const label = `${name} ${of.id} ${say(of.name)}：${title}`;
          return (
            <td key={cell.component} class={`is-${mark}`}>
              <a href={to} title={label} aria-label={label} tabIndex={isFirst && index === 0 ? 0 : -1}>
                {letter}
              </a>
            </td>
          );
        })}
      </tr>
    );
  }, [key]);
}

/** What waits for an assessor is judged on the work list; all else is read on the score sheet. */
function viewOf(component: Component, { state }: SummaryCell, role: string): 'work' | 'score' {
  const isToJudge = state === 'claimed' || state === 'pending';
  const isToRecord = state === 'missing' && filledBy(component) === 'assessor';
  return role === 'assessor' && (isToJudge || isToRecord) ? 'work' : 'score';
}

function lookOf(component: Component, cell: SummaryCell, show: HeatProps['show']) {
  const { progress: words } = texts.value;
  const state = stateText(component, cell.state);
  const number = shownNumber(cell);
  const amounts = number === null ? '' : ` ${number}${cell.target === null ? '' : ` / ${cell.target}`}`;
  const completion = show === 'rate' ? completionOf(component, cell) : null;
  if (show === 'state' || number === null)
    return { letter: words.letters[cell.state], mark: cell.state, title: state + amounts };
  if (!completion) return { letter: '—', mark: 'no-target', title: words.noTarget + amounts };
  const band = completion.isMet ? 'met' : completion.percent >= 50 ? 'half' : 'low';
  return { letter: completion.text, mark: band, title: `${completion.text} ${state}${amounts}` };
}

/** A click on a link of the table is followed without a reload. */
function follow(event: MouseEvent): void {
  const link = (event.target as Element).closest('a');
  if (!link || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey) return;
  event.preventDefault();
  const to = new URL(link.href).searchParams;
  const here = new URL(location.href).searchParams;
  const [view, component] = [to.get('view'), to.get('component')];
  if (view === here.get('view')) goTo({ component });
  else goTo({ view: view!, district: to.get('district'), ...(component && { component }) });
}

const arrows: Readonly<Record<string, readonly [down: number, right: number]>> = {
  ArrowDown: [1, 0],
  ArrowUp: [-1, 0],
  ArrowRight: [0, 1],
  ArrowLeft: [0, -1],
};

/** Arrows move from link to link; where one was left, the tabulator comes back. */
function step(event: KeyboardEvent): void {
  const cell = (event.target as Element).closest('td, th') as HTMLTableCellElement | null;
  const way = arrows[event.key];
  if (!cell || !way) return;
  const table = cell.closest('table')!;
  const row = (cell.parentElement as HTMLTableRowElement).rowIndex;
  const next = table.rows[row + way[0]]?.cells[cell.cellIndex + way[1]]?.querySelector('a');
  if (!next) return;
  event.preventDefault();
  for (const link of table.querySelectorAll('a[tabindex="0"]')) link.setAttribute('tabindex', '-1');
  next.setAttribute('tabindex', '0');
  next.focus();
}
