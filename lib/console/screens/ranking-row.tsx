import type { VNode } from 'preact';
import { useMemo, useState } from 'preact/hooks';
import type { CycleContext } from '../cycle.ts';
import { gradeName, loweredText, scoredCategories } from '../grade.ts';
import { language, say, texts } from '../language.ts';
import { Link } from '../link.tsx';
import type { Ranking } from './ranking-standing.ts';

/** The parts of the table by what they are: laid out as a grid, to some readers it is no table unless it says so. */
export const as = {
  table: { role: 'table' },
  group: { role: 'rowgroup' },
  row: { role: 'row' },
  column: { role: 'columnheader', scope: 'col' },
  name: { role: 'rowheader', scope: 'row' },
  cell: { role: 'cell' },
} as const;

interface RowProps {
  readonly row: Ranking['rows'][number];
  readonly other: string;
  readonly isTied: boolean;
  /** Why it moved, in words; `null` while that is read, and where nothing tells it. */
  readonly causes: readonly string[] | null;
  /** How many ranks it has won. */
  readonly places: number;
  readonly isMarked: boolean;
  readonly scheme: CycleContext['scheme'];
}

/** A district's row, and below it, when that is asked for, why it moved. */
export function RankingRow({ row, other, isTied, causes, places, isMarked, scheme }: RowProps) {
  const { ranking: words } = texts.value;
  const [isOpen, setOpen] = useState(false);
  const isTold = causes !== null && (places !== 0 || causes.length > 0);
  return (
    <>
      <tr class={isMarked ? 'moved' : undefined} {...as.row}>
        <td class="number rank" {...as.cell}>
          {row.rank}
          {isTied && ' '}
          {isTied && <small class="tied">{words.tied}</small>}
        </td>
        <td {...as.cell}>
          {isTold && <Trend {...{ places, isOpen }} unfold={() => setOpen(!isOpen)} />}
          {!isTold && causes && <span title={words.same}>—</span>}
        </td>
        {useOwnCells(row, other, scheme)}
      </tr>
      {isTold && isOpen && (
        <Causes causes={causes} columns={(scheme.grades ? 6 : 5) + scoredCategories(scheme).length} />
      )}
    </>
  );
}

/** Name and points, kept as they are while only ranks move: one district can move those of all others. */
function useOwnCells(row: RowProps['row'], other: string, scheme: RowProps['scheme']): readonly VNode[] {
  const categories = scoredCategories(scheme);
  const points = categories.map(({ id }) => row.categories[id]);
  return useMemo(
    () =>
      [
        <th key="name" {...as.name}>
          <Link to={{ view: 'score', district: row.district }}>
            <bdi>{say(row.name)}</bdi>
          </Link>
        </th>,
        <td key="score" class="number score" {...as.cell}>
          {row.score}
        </td>,
        scheme.grades && (
          <td key="grade" {...as.cell}>
            {gradeName(scheme, row)}
            {row.vetoes.length > 0 && <small class="lowered">{loweredText(scheme, row)}</small>}
          </td>
        ),
        <td key="other" class="number other" {...as.cell}>
          {other}
        </td>,
        ...categories.map(({ id, maxPoints }, index) => (
          <td
            key={`category ${id}`}
            class="number category"
            style={{ '--share': shareOf(points[index], maxPoints) }}
            {...as.cell}
          >
            {points[index]}
          </td>
        )),
      ].filter((cell) => cell !== undefined),
    [row.district, row.score, row.grade, row.vetoes.join(), other, points.join(), scheme, language.value],
  );
}

/** How long a category's bar is; a picture, so that a fraction will do. */
function shareOf(points: string | undefined, maxPoints: string): number {
  return Math.max(0, Math.min(1, Number(points) / Number(maxPoints))) || 0;
}

interface TrendProps {
  readonly places: number;
  readonly isOpen: boolean;
  readonly unfold: () => void;
}

/** ▲▼ with the places; unfolds the causes. */
function Trend({ places, isOpen, unfold }: TrendProps) {
  const { ranking: words } = texts.value;
  const [text, sign, look] =
    places > 0
      ? [words.rose(places), `▲ ${places}`, 'rose']
      : places < 0
        ? [words.fell(-places), `▼ ${-places}`, 'fell']
        : [words.same, '—', ''];
  return (
    <button
      type="button"
      class={`trend ${look}`}
      aria-expanded={isOpen}
      aria-label={`${text}；${words.why}`}
      title={words.why}
      onClick={unfold}
    >
      {sign}
    </button>
  );
}

/** Why a district moved, in words, below its row. */
function Causes({ causes, columns }: { readonly causes: readonly string[]; readonly columns: number }) {
  return (
    <tr class="causes" {...as.row}>
      <td colSpan={columns} {...as.cell}>
        <ul>
          {causes.map((cause) => (
            <li key={cause}>{cause}</li>
          ))}
          {causes.length === 0 && <li>{texts.value.ranking.byOthers}</li>}
        </ul>
      </td>
    </tr>
  );
}
