import type { VNode } from 'preact';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { CycleContext } from '../cycle.ts';
import { timeText } from '../format.ts';
import { language, say, texts } from '../language.ts';
import { Link } from '../link.tsx';
import { Downloads, Scrolled } from '../parts.tsx';
import { decimal } from '../table-file.ts';
import type { Past, Ranking, Standing } from './ranking-standing.ts';

const markMilliseconds = 4_000;

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
        {[...marked.values()].join(' ')}
      </p>
      {main.rows.length === 0 && <p>{words.nobody}</p>}
      <Scrolled label={words.heading}>
        <table class="ranks">
          <TableHead {...{ main, other, scheme, title }} />
          <tbody>{rows}</tbody>
        </table>
      </Scrolled>
      <p class="actions">
        <button type="button" onClick={() => print()}>
          {common.print}
        </button>
        <Downloads table={() => tableOf(main, other, scheme, title)} />
      </p>
    </>
  );
}

type HeadProps = Pick<TableProps, 'main' | 'other' | 'scheme' | 'title'>;

function TableHead({ main, other, scheme, title }: HeadProps) {
  const { ranking: words, words: common } = texts.value;
  const isByTotal = main.category === undefined && main.component === undefined;
  return (
    <thead>
      <tr>
        <th scope="col" class="number">
          {common.rank}
        </th>
        <th scope="col">{words.columns.change}</th>
        <th scope="col">{common.district}</th>
        <th scope="col" class="number">
          {isByTotal ? common.total : title}
        </th>
        <th scope="col" class="number">
          {isByTotal
            ? main.basis === 'verified'
              ? words.columns.claimedTotal
              : words.columns.verifiedTotal
            : common[other.basis]}
        </th>
        {scheme.categories.map(({ id, name, maxPoints }) => (
          <th scope="col" key={id} class="category">
            {say(name)} <small>{maxPoints}</small>
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
        places: (past?.ranks.get(district) ?? rank) - rank,
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

function RankingRow({ row, other, isTied, causes, places, isMarked, scheme }: RowProps) {
  const { ranking: words } = texts.value;
  return (
    <tr class={isMarked ? 'moved' : undefined}>
      <td class="number rank">
        {row.rank}
        {isTied && <small> {words.tied}</small>}
      </td>
      <td class="change">{causes && <Trend {...{ causes, places }} />}</td>
      <th scope="row">
        <Link to={{ view: 'score', district: row.district }}>
          <bdi>{say(row.name)}</bdi>
        </Link>
      </th>
      <td class="number score">{row.score}</td>
      <td class="number other">{other}</td>
      {scheme.categories.map(({ id, maxPoints }) => (
        <td key={id} class="category">
          <meter min={0} max={Number(maxPoints)} value={Number(row.categories[id])} aria-hidden="true" />
          <span class="number">{row.categories[id]}</span>
        </td>
      ))}
    </tr>
  );
}

/** ▲▼ with the places, and behind it the causes in words. */
function Trend({ places, causes }: { readonly places: number; readonly causes: readonly string[] }) {
  const { ranking: words } = texts.value;
  if (places === 0 && causes.length === 0) return <span title={words.same}>—</span>;
  const text = places > 0 ? words.rose(places) : places < 0 ? words.fell(-places) : words.same;
  const sign = places > 0 ? `▲ ${places}` : places < 0 ? `▼ ${-places}` : '—';
  return (
    <details class={places > 0 ? 'rose' : places < 0 ? 'fell' : undefined}>
      <summary aria-label={`${text}；${words.why}`} title={words.why}>
        {sign}
      </summary>
      <ul>
        {causes.map((cause) => (
          <li key={cause}>{cause}</li>
        ))}
        {causes.length === 0 && <li>{words.byOthers}</li>}
      </ul>
    </details>
  );
}

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

function tableOf(main: Ranking, other: Ranking, scheme: CycleContext['scheme'], title: string) {
  const { ranking: words, words: common, shell } = texts.value;
  const others = new Map(other.rows.map((row) => [row.district, row.score]));
  const kind = main.provisional ? words.provisional : words.sealed;
  return {
    name: `${shell.title}-${words.heading}-${main.cycle}-v${main.version}`,
    title: kind,
    columns: [
      ...[common.rank, common.district, `${title} (${common[main.basis]})`, `${title} (${common[other.basis]})`],
      ...scheme.categories.map(({ name }) => say(name)),
    ],
    rows: main.rows.map((row) => [
      ...[decimal(String(row.rank)), say(row.name), decimal(row.score), decimal(others.get(row.district) ?? '')],
      ...scheme.categories.map(({ id }) => decimal(row.categories[id] ?? '')),
    ]),
  };
}
