import { countedText } from '../counted.ts';
import type { CycleContext } from '../cycle.ts';
import { say, texts } from '../language.ts';
import type { Both, Score } from '../score-data.ts';
import { stateText } from '../state-text.ts';
import { decimal, type TableFile } from '../table-file.ts';
import { columnNames, scoredOn, sheetRate } from './score-table.tsx';

/** The sheet as a table to be downloaded: number for number what the screen shows. */
export function sheetFile({ scheme, cycle, nameOf }: CycleContext, district: string, scores: Both<Score>): TableFile {
  const { score: words, words: common, shell } = texts.value;
  const number = (text: string | null) => (text === null ? null : decimal(text));
  const rows = scheme.categories.flatMap((category) =>
    category.indicators.flatMap((indicator) =>
      indicator.components.map((component) => {
        const scored = scoredOn(scores, component.id);
        const { claimed, verified } = scored;
        return [
          ...[
            component.id,
            say(category.name),
            say(indicator.name),
            `${say(component.name)}（${say(component.unit)}）`,
          ],
          ...[decimal(claimed.fullPoints), decimal(claimed.points), decimal(verified.points)],
          ...[number(claimed.target), number(countedText(claimed)), number(countedText(verified))],
          sheetRate(component, scored),
          stateText(component, claimed.state),
        ];
      }),
    ),
  );
  const none = [null, null, null, null, null];
  const total = [null, null, null, common.total, decimal(scheme.maxPoints), ...sums(scores), ...none];
  return {
    name: `${shell.title}-${words.heading}-${say(nameOf(district))}-${cycle.id}-v${scores.claimed.version}`,
    title: words.heading,
    columns: columnNames().map(([name]) => name),
    rows: [...rows, total],
  };
}

function sums({ claimed, verified }: Both<Score>) {
  return [decimal(claimed.score), decimal(verified.score)];
}
