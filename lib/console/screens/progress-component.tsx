import { fromAddress } from '../address.ts';
import { type CompletionBar, CompletionBars } from '../charts/completion-bars.tsx';
import { CutStrip } from '../charts/cut-strip.tsx';
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
  const bars = barsOf(shown, id);
  const values = valuesOf(rows, id);
  return (
    <>
      <h2>{title}</h2>
      {bars.length > 0 ? (
        <CompletionBars {...{ unit, bars, chosen }} title={words.completionTitle(title, common[basis])} />
      ) : (
        <p>{words.noCompletion}</p>
      )}
      {'placePoints' in rule && (
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
    const value = components.find(({ component }) => component === id)?.value ?? null;
    return value === null ? [] : [{ district, name: say(name), value }];
  });
}

/** The furthest first. */
function barsOf(rows: readonly SummaryRow[], id: string): CompletionBar[] {
  const bars = rows.flatMap(({ district, name, components }) => {
    const cell = components.find(({ component }) => component === id);
    const completion = cell && completionOf(cell);
    return completion ? [{ district, name: say(name), value: cell.value!, target: cell.target!, ...completion }] : [];
  });
  return bars.sort((one, other) => other.percent - one.percent);
}
