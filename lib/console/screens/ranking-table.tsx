import type { VNode } from 'preact';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { CycleContext } from '../cycle.ts';
import { timeText } from '../format.ts';
import { gradeText, scoredCategories } from '../grade.ts';
import { language, say, texts } from '../language.ts';
import { Downloads, Scrolled } from '../parts.tsx';
import { decimal } from '../table-file.ts';
import { as, RankingRow } from './ranking-row.tsx';
import type { Past, Ranking, Standing } from './ranking-standing.ts';

const markMilliseconds = 4_000;
/** Where more districts than these have moved, how many is said aloud and not which. */
const spokenMax = 5;

interface TableProps extends Standing, Pick<CycleContext, 'cycle' | 'scheme'> {
  /** What moved before; `null` while it is read, and where nothing tells it. */
  readonly past: Past | null;
  readonly title: string;
}

/** The table of districts with what it says of itself: version, time, whether it is final. */
export function RankingTable({ main, other, past, cycle, scheme, title }: TableProps) {
  const { ranking: words, words: common } = texts.value;
  const marked = useMarks(main);
  const rows = useRows({ main, other, past, scheme, marked });
  return (
    <>
      <p class={main.provisional ? 'banner' : 'banner sealed'}>
        <strong>{main.provisional ? words.provisional : words.sealed}</strong>{' '}
        {words.asOf(main.version, timeText(main.asOf, cycle.timeZone))} · {words.districts(main.rows.length)}
      </p>
      <p class="spoken" aria-live="polite">
        {marked.size > spokenMax ? words.manyMoved(marked.size) : [...marked.values()].join(' ')}
      </p>
      {main.rows.length === 0 && <p>{words.nobody}</p>}
      <Scrolled label={words.heading}>
        <table
          class={scheme.grades ? 'ranks graded' : 'ranks'}
          style={{ '--categories': scoredCategories(scheme).length }}
          {...as.table}
        >
          <TableHead {...{ main, other, scheme, title }} />
          <tbody {...as.group}>{rows}</tbody>
        </table>
      </Scrolled>
      <p class="actions">
        <button type="button" onClick={() => print()}>
          {common.print}
        </button>
        <Downloads table={() => tableOf({ main, other, past, scheme, title })} />
      </p>
    </>
  );
}

type HeadProps = Pick<TableProps, 'main' | 'other' | 'scheme' | 'title'>;

function TableHead({ main, other, scheme, title }: HeadProps) {
  const { ranking: words, words: common } = texts.value;
  const isByTotal = main.category === undefined && main.component === undefined;
  return (
    <thead {...as.group}>
      <tr {...as.row}>
        <th {...as.column} class="number">
          {common.rank}
        </th>
        <th {...as.column}>{words.columns.change}</th>
        <th {...as.column}>{common.district}</th>
        <th {...as.column} class="number">
          {isByTotal ? common.total : title}
        </th>
        {scheme.grades && <th {...as.column}>{common.grade}</th>}
        <th {...as.column} class="number other">
          {isByTotal
            ? main.basis === 'verified'
              ? words.columns.claimedTotal
              : words.columns.verifiedTotal
            : common[other.basis]}
        </th>
        {scoredCategories(scheme).map(({ id, name, maxPoints }) => (
          <th key={id} {...as.column} class="category">
            {say(name)} {Number(maxPoints) > 0 && <small>{maxPoints}</small>}
          </th>
        ))}
      </tr>
    </thead>
  );
}

/** How many rows are made at once: more than a screen shows, fewer than would hold up whoever scrolls. */
const rowsAtOnce = 50;

/**
 * The rows, those of the first screen at once and the others as soon as there is time. A row is made again only when
 * something of it has changed: of hundreds few do at a time.
 */
function useRows({ main, other, past, scheme, marked }: RowsOf): readonly VNode[] {
  const [count, setCount] = useState(rowsAtOnce);
  const made = useRef<ReadonlyMap<string, MadeRow>>(new Map());
  const total = main.rows.length;
  useEffect(() => {
    if (count >= total) return;
    const timer = setTimeout(() => setCount(count + rowsAtOnce));
    return () => clearTimeout(timer);
  }, [count, total]);
  const rows = useMemo(() => {
    const others = new Map(other.rows.map((row) => [row.district, row.score]));
    const tied = new Set(main.rows.flatMap(({ rank }, index) => (main.rows[index - 1]?.rank === rank ? [rank] : [])));
    const now = main.rows.map((row): readonly [string, MadeRow] => {
      const { district, rank } = row;
      const props = {
        ...{ row, scheme, other: others.get(district) ?? '', isTied: tied.has(rank), isMarked: marked.has(district) },
        causes: past && [...(past.causes.get(district) ?? [])],
        places: placesWon(past, row),
      };
      const content = JSON.stringify({ ...props, scheme: scheme.id, language: language.value });
      const before = made.current.get(district);
      if (before?.content === content) return [district, before];
      return [district, { content, node: <RankingRow key={district} {...props} /> }];
    });
    made.current = new Map(now);
    return now.map(([, { node }]) => node);
  }, [main, other, past, scheme, marked, language.value]);
  return count >= total ? rows : rows.slice(0, count);
}

/** A row with what it was made of. */
interface MadeRow {
  readonly content: string;
  readonly node: VNode;
}

type RowsOf = Pick<TableProps, 'main' | 'other' | 'past' | 'scheme'> & { readonly marked: ReadonlyMap<string, string> };

/** The districts that have moved since the version shown before, each with its sentence, for a few seconds. */
function useMarks(ranking: Ranking): ReadonlyMap<string, string> {
  const { ranking: words } = texts.value;
  const [marked, setMarked] = useState<ReadonlyMap<string, string>>(new Map());
  const before = useRef<Ranking | null>(null);
  useEffect(() => {
    const last = before.current;
    before.current = ranking;
    const isSameTable =
      last && ['basis', 'group', 'category', 'component'].every((name) => sameAt(last, ranking, name));
    if (!isSameTable || last.version === ranking.version) return;
    const rows = new Map(last.rows.map((row) => [row.district, row]));
    const moved = ranking.rows.flatMap(({ district, name, rank, score }) => {
      const row = rows.get(district);
      if (!row || (row.rank === rank && row.score === score)) return [];
      return [
        [district, row.rank === rank ? words.ownBook(say(name)) : words.moved(say(name), row.rank, rank)] as const,
      ];
    });
    setMarked(new Map(moved));
    const timer = setTimeout(() => setMarked(new Map()), markMilliseconds);
    return () => clearTimeout(timer);
  }, [ranking]);
  return marked;
}

function sameAt(one: Ranking, other: Ranking, name: string): boolean {
  return one[name as keyof Ranking] === other[name as keyof Ranking];
}

/** How many ranks a district has won since the version that is compared with. */
function placesWon(past: Past | null, { district, rank }: Ranking['rows'][number]): number {
  return (past?.ranks.get(district) ?? rank) - rank;
}

function tableOf({ main, other, past, scheme, title }: Omit<TableProps, 'cycle'>) {
  const { ranking: words, words: common, shell } = texts.value;
  const others = new Map(other.rows.map((row) => [row.district, row.score]));
  const kind = main.provisional ? words.provisional : words.sealed;
  const categories = scoredCategories(scheme);
  return {
    name: `${shell.title}-${words.heading}-${main.cycle}-v${main.version}`,
    title: kind,
    columns: [
      ...[common.rank, words.columns.change, common.district],
      ...[`${title} (${common[main.basis]})`, `${title} (${common[other.basis]})`],
      ...(scheme.grades ? [common.grade] : []),
      ...categories.map(({ name }) => say(name)),
      words.why,
    ],
    rows: main.rows.map((row) => [
      ...[decimal(String(row.rank)), past && decimal(String(placesWon(past, row))), say(row.name)],
      ...[decimal(row.score), decimal(others.get(row.district) ?? '')],
      ...(scheme.grades ? [gradeText(scheme, row)] : []),
      ...categories.map(({ id }) => decimal(row.categories[id] ?? '')),
      [...(past?.causes.get(row.district) ?? [])].join('\n'),
    ]),
  };
}
