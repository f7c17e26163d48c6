import { fromAddress } from '../address.ts';
import { type CompletionBar, CompletionBars } from '../charts/completion-bars.tsx';
import { CutStrip } from '../charts/cut-strip.tsx';
import { countedText, shownNumber } from '../counted.ts';
import type { Component, CycleContext } from '../cycle.ts';
import { say, texts } from '../language.ts';
import type { Basis, SummaryRow } from '../summary.ts';
import { completionOf, cutAmong } from './progress-cells.ts';

interface ComponentProps {
  readonly context: CycleContext;
  readonly component: Component;
  readonly basis: Basis;
  /** Of the whole cohort: places are among all. */
  readonly rows: readonly SummaryRow[];
  /** Of the group chosen. */
  readonly shown: readonly SummaryRow[];
}

/** One component over all districts: how far of the target, and, where places count, who is within them. */
export function ProgressComponent({ component, basis, rows, shown }: ComponentProps) {
  const { progress: words, words: common } = texts.value;
  const { id, name, rule } = component;
  const unit = say(component.unit);
  const chosen = fromAddress('district');
  const title = `${id} ${say(name)}`;
  const bars = barsOf(shown, component);
  const values = valuesOf(rows, id);
  return (
    <>
      <h2>{title}</h2>
      {bars.length > 0 ? (
        <CompletionBars {...{ unit, bars, chosen }} title={words.completionTitle(title, common[basis])} />
      ) : (
        <p>{words.noCompletion}</p>
      )}
      {'placePoints' in rule && rule.order !== 'at-most' && rule.among !== 'group' && (
        <CutStrip
          {...{ unit, values, chosen }}
          title={words.stripTitle(title, rule.places, common[basis])}
          cut={cutAmong(
            values.map(({ value }) => value),
            rule,
          )}
        />
      )}
    </>
  );
}

function valuesOf(rows: readonly SummaryRow[], id: string) {
  return rows.flatMap(({ district, name, components }) => {
    const cell = components.find(({ component }) => component === id);
    const value = cell ? countedText(cell) : null;
    return value === null ? [] : [{ district, name: say(name), value }];
  });
}

/** The furthest first. */
function barsOf(rows: readonly SummaryRow[], component: Component): CompletionBar[] {
  const bars = rows.flatMap(({ district, name, components }) => {
    const cell = components.find((each) => each.component === component.id);
    const completion = cell && completionOf(component, cell);
    return completion
      ? [{ district, name: say(name), value: shownNumber(cell)!, target: cell.target!, ...completion }]
      : [];
  });
  return bars.sort((one, other) => other.percent - one.percent);
}
