import { readNumber } from '../quantity-text.ts';
import type { CellChange } from './targets-draft.ts';

/** Something with a number or id and names that a table may call it by. */
export interface Named {
  readonly id: string;
  readonly names: readonly string[];
}

/** The grid that is pasted into, and at which cell. */
export interface PastePlace {
  readonly districts: readonly Named[];
  readonly components: readonly Named[];
  readonly row: number;
  readonly column: number;
}

/** What a pasted block means for the grid. */
export interface Pasted {
  readonly changes: readonly CellChange[];
  /** Heads of rows and columns that name nothing here, or what another names already. */
  readonly unknownRows: readonly string[];
  readonly unknownColumns: readonly string[];
  /** Cells beyond the grid. */
  readonly outside: number;
}

/** The cells of a block as Excel and WPS copy it: tabs between, a cell with a line break in quotes. */
export function cellsOf(text: string): string[][] {
  const rows: string[][] = [[]];
  const cell = /("(?:[^"]|"")*"|[^\t\r\n]*)(\t|\r\n|\n|\r|$)/gy;
  for (let match = cell.exec(text); match; match = cell.exec(text)) {
    const [, content = '', end = ''] = match;
    const isQuoted = content.startsWith('"') && content.endsWith('"') && content.length > 1;
    rows.at(-1)!.push(isQuoted ? content.slice(1, -1).replaceAll('""', '"') : content);
    if (end === '') break;
    if (end !== '\t') rows.push([]);
  }
  const last = rows.at(-1)!;
  if (rows.length > 1 && last.length === 1 && last[0] === '') rows.pop();
  return rows;
}

/**
 * What a block means. With names of districts in its first column and numbers or names of components in its first row the
 * values go where those say; otherwise they go from the chosen cell on. A row of bare numbers is taken for a head only
 * above a column of names: it could be values.
 */
export function readPasted(text: string, place: PastePlace): Pasted {
  const block = cellsOf(text);
  const [rowNamed, columnNamed] = [finder(place.districts, true), finder(place.components, false)];
  const hasRowHeads =
    block.some(([head = '']) => rowNamed(head) !== null) &&
    block.every(([head = '']) => readNumber(head).text === null);
  const heads = block[0]!.slice(hasRowHeads ? 1 : 0);
  const isName = (head: string) => columnNamed(head) !== null && (hasRowHeads || readNumber(head).text === null);
  const hasColumnHeads = heads.some(isName) && !(hasRowHeads && rowNamed(block[0]![0]!) !== null);
  const rows = hasColumnHeads ? block.slice(1) : block;
  const rowHeads = hasRowHeads ? rows.map(([head = '']) => head) : null;
  const rowsAt = rowHeads && once(rowHeads, rowNamed);
  const columnsAt = hasColumnHeads ? once(heads, columnNamed) : null;
  const values = hasRowHeads ? rows.map((row) => row.slice(1)) : rows;
  return {
    ...changesOf(values, rowsAt, columnsAt, place),
    unknownRows: unknownOf(rowHeads ?? [], rowsAt),
    unknownColumns: unknownOf(heads, columnsAt),
  };
}

/** Where a row or column of a block goes; `null` where that is not known, and no list where they just follow each other. */
type Positions = readonly (number | null)[] | null;

function changesOf(
  values: readonly (readonly string[])[],
  rowsAt: Positions,
  columnsAt: Positions,
  { districts, components, row, column }: PastePlace,
): Pick<Pasted, 'changes' | 'outside'> {
  const changes: CellChange[] = [];
  let outside = 0;
  values.forEach((cells, down) => {
    cells.forEach((written, across) => {
      const at = rowsAt ? rowsAt[down]! : row + down;
      // A row that is longer than its head goes beyond the grid.
      const to = columnsAt ? columnsAt[across] : column + across;
      if (at === null || to === null || written.trim() === '') return;
      const [district, component] = [districts[at], components[to ?? -1]];
      if (district && component) changes.push({ district: district.id, component: component.id, written });
      else outside++;
    });
  });
  return { changes, outside };
}

function unknownOf(heads: readonly string[], positions: Positions): string[] {
  return positions ? heads.filter((head, index) => positions[index] === null && head.trim() !== '') : [];
}

/** Positions of heads; a head that says again what one before has said is as unknown as one that says nothing. */
function once(heads: readonly string[], at: (head: string) => number | null): (number | null)[] {
  const seen = new Set<number>();
  return heads.map((head) => {
    const position = at(head);
    if (position === null || seen.has(position)) return null;
    seen.add(position);
    return position;
  });
}

/**
 * Finds what a head names: by id, name, id with name, or with its unit in brackets behind it; and where `byEnd` by the end of
 * one name only (`东丽区` of `天津市东丽区`). What two are called names none.
 */
function finder(named: readonly Named[], byEnd: boolean): (head: string) => number | null {
  const exact = new Map<string, Set<number>>();
  named.forEach(({ id, names }, index) => {
    for (const text of [id, ...names, ...names.map((name) => id + name)].map(plain))
      exact.set(text, (exact.get(text) ?? new Set()).add(index));
  });
  const only = (found: readonly number[]) => (found.length === 1 ? found[0]! : null);
  const known = (text: string) => [...(exact.get(text) ?? [])];
  return (head) => {
    const text = plain(head);
    if (known(text).length > 0) return only(known(text));
    const bare = text.replace(/\([^()]*\)$/, '');
    if (known(bare).length > 0) return only(known(bare));
    if (!byEnd || text.length < 2) return null;
    return only(named.flatMap(({ names }, index) => (names.some((name) => plain(name).endsWith(text)) ? [index] : [])));
  };
}

function plain(text: string): string {
  const narrow = text.normalize('NFKC').replace(/\s/g, '').toLowerCase();
  // `5.选派…` and `5、选派…` are `5选派…`; `20.1` stays.
  return narrow.replace(/[.、·](?=[^0-9])/g, '');
}
