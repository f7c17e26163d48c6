import { goTo } from '../address.ts';
import type { Book } from '../book-data.ts';
import { countedText, rateOf, shownNumber } from '../counted.ts';
import type { Component, CycleContext } from '../cycle.ts';
import { scoredCategories } from '../grade.ts';
import { say, texts } from '../language.ts';
import { Scrolled } from '../parts.tsx';
import type { Resource } from '../resource.ts';
import type { Both, Score, ScoredComponent } from '../score-data.ts';
import { stateText } from '../state-text.ts';
import type { BookPlace, EvidenceFile } from '../upload.ts';
import { RowDetails } from './score-details.tsx';

type Category = CycleContext['scheme']['categories'][number];
type Indicator = Category['indicators'][number];

/** What the rows rest on: the book, and its files. */
export type Details = Resource<{ readonly book: Book; readonly files: readonly EvidenceFile[] } | null>;

interface TableProps {
  readonly context: CycleContext;
  readonly place: BookPlace;
  readonly scores: Both<Score>;
  /** The components whose rows are open. */
  readonly open: readonly string[];
  readonly details: Details;
}

/** A component on both bases. */
export function scoredOn(scores: Both<Score>, component: string): Both<ScoredComponent> {
  const of = (score: Score) => score.components.find((scored) => scored.component === component)!;
  return { claimed: of(scores.claimed), verified: of(scores.verified) };
}

/** The rate of what was verified, or else of what is claimed. */
export function sheetRate(component: Component, { claimed, verified }: Both<ScoredComponent>): string | null {
  return rateOf(component, countedText(verified) === null ? claimed : verified);
}

/** The columns of the method's own table, and behind them what the points rest on. */
export function columnNames(): readonly (readonly [name: string, isNumber: boolean])[] {
  const { score: words, words: common } = texts.value;
  return [
    [words.number, false],
    [words.name, false],
    [words.indicator, false],
    [common.component, false],
    [common.fullPoints, true],
    [words.pointsOn.claimed, true],
    [words.pointsOn.verified, true],
    [common.target, true],
    [words.valueOn.claimed, true],
    [words.valueOn.verified, true],
    [words.rate, true],
    [common.state, false],
  ];
}

const classes = ['', 'wide', 'wide', '', '', '', '', 'wide', 'wide', 'wide', 'wide', ''] as const;

/** The method's own table with both bases side by side; each row opens what led to its points. */
export function SheetTable(props: TableProps) {
  const { context, scores } = props;
  const { score: words, words: common } = texts.value;
  return (
    <Scrolled label={words.table}>
      <table class="sheet">
        <thead>
          <tr>
            {columnNames().map(([name, isNumber], at) => (
              <th key={name} scope="col" class={`${classes[at]} ${isNumber ? 'number' : ''}`}>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        {context.scheme.categories.map((category) => (
          <CategoryRows key={category.id} {...props} category={category} />
        ))}
        <tfoot>
          <tr>
            <td />
            <td class="wide" />
            <td class="wide" />
            <th scope="row">{common.total}</th>
            <td class="number">{context.scheme.maxPoints}</td>
            <td class="number">{scores.claimed.score}</td>
            <td class="number">{scores.verified.score}</td>
            <td colSpan={4} class="wide" />
            <td />
          </tr>
        </tfoot>
      </table>
    </Scrolled>
  );
}

function CategoryRows({ category, ...props }: TableProps & { readonly category: Category }) {
  const { open, scores, context } = props;
  const { score: words } = texts.value;
  const rowsOf = (components: readonly Component[]) =>
    components.length + components.filter(({ id }) => open.includes(id)).length;
  const all = category.indicators.flatMap(({ components }) => components);
  const head = (
    <th scope="rowgroup" rowSpan={rowsOf(all)} class="wide">
      {say(category.name)}
      {scoredCategories(context.scheme).includes(category) && (
        <small class="sums">
          {words.sums(
            scores.claimed.categories[category.id]!,
            scores.verified.categories[category.id]!,
            Number(category.maxPoints) > 0 ? category.maxPoints : null,
          )}
        </small>
      )}
    </th>
  );
  return (
    <tbody>
      {category.indicators.flatMap((indicator, i) =>
        indicator.components.map((component, c) => (
          <ComponentRows
            key={component.id}
            {...props}
            {...{ indicator, component }}
            head={i === 0 && c === 0 ? head : null}
            span={c === 0 ? rowsOf(indicator.components) : 0}
          />
        )),
      )}
    </tbody>
  );
}

interface RowProps extends TableProps {
  readonly indicator: Indicator;
  readonly component: Component;
  /** The category's cell, in its first row. */
  readonly head: preact.JSX.Element | null;
  /** Over how many rows the indicator's cells go; 0 below the first. */
  readonly span: number;
}

function ComponentRows({ indicator, component, head, span, ...props }: RowProps) {
  const { open, scores, context, place, details } = props;
  const scored = scoredOn(scores, component.id);
  const isOpen = open.includes(component.id);
  const toggle = () => {
    const next = isOpen ? open.filter((id) => id !== component.id) : [...open, component.id];
    goTo({ open: next.join(',') || null }, 'replace');
  };
  return (
    <>
      <tr class={isOpen ? 'opened' : undefined}>
        {span > 0 && <td rowSpan={span}>{indicator.id}</td>}
        {head}
        {span > 0 && (
          <td rowSpan={span} class="wide">
            {say(indicator.name)}
          </td>
        )}
        <th scope="row">
          <button type="button" class="row" aria-expanded={isOpen} onClick={toggle}>
            {component.id !== indicator.id && `${component.id} `}
            {say(component.name)}
          </button>
        </th>
        <td class="number">{scored.claimed.fullPoints}</td>
        <td class="number">{scored.claimed.points}</td>
        <td class="number">{scored.verified.points}</td>
        <td class="number wide">{scored.claimed.target ?? '—'}</td>
        <td class="number wide">{shownNumber(scored.claimed) ?? '—'}</td>
        <td class="number wide">{shownNumber(scored.verified) ?? '—'}</td>
        <td class="number wide">{sheetRate(component, scored) ?? '—'}</td>
        <td>
          <span class={`state ${scored.claimed.state}`}>{stateText(component, scored.claimed.state)}</span>
        </td>
      </tr>
      {isOpen && (
        <tr class="details">
          <td colSpan={9}>
            <RowDetails {...{ context, place, component, scored, details }} revision={scores.claimed.revision} />
          </td>
        </tr>
      )}
    </>
  );
}
