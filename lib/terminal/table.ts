import { cut, widthOf, wrap } from './shown-text.ts';

/** A column of a table. */
export interface Column {
  readonly head: string;
  readonly align?: 'left' | 'right';
  /** May become as narrow as this; what is longer is cut, or goes on on the next line. */
  readonly shrinksTo?: number;
  readonly isWrapped?: boolean;
  /** Is left out where there is no room for it, those with the highest number first, all of one number together. */
  readonly spare?: number;
}

/** A cell: its text, and how it is coloured once it has its width. */
export interface Cell {
  readonly text: string;
  readonly paint?: (text: string) => string;
}

/** A row of cells, as many as there are columns. */
export type Row = readonly (Cell | string)[];

/**
 * A table as lines, none wider than `columns`: heads take several lines before anything is cut, what may shrink shrinks,
 * what may be left out is left out. Below a row stand the lines that `below` gives for its number.
 */
export function layOut(
  columns: readonly Column[],
  rows: readonly Row[],
  width: number,
  below: (row: number) => readonly string[] = () => [],
): string[] {
  const cells = rows.map((row) => row.map((cell) => (typeof cell === 'string' ? { text: cell } : cell)));
  const { widths, gap, isTwoLined } = chooseWidths(columns, cells, width);
  const shown = columns.flatMap((column, index) => (widths[index] === null ? [] : [{ column, index }]));
  const print = (texts: readonly (readonly string[])[], painted: readonly Cell[]) => {
    const height = Math.max(...shown.map(({ index }) => texts[index]!.length));
    return Array.from({ length: height }, (_, line) =>
      shown
        .map(({ column, index }, place) => {
          const text = texts[index]![line] ?? '';
          const space = ' '.repeat(widths[index]! - widthOf(text));
          const paint = painted[index]?.paint ?? ((plain: string) => plain);
          if (column.align === 'right') return space + paint(text);
          return paint(text) + (place === shown.length - 1 ? '' : space);
        })
        .join(gap)
        .trimEnd(),
    );
  };
  const heads = columns.map(({ head }, index) =>
    widths[index] === null ? [] : isTwoLined ? headLines(head, widths[index]!) : [head],
  );
  const tallest = Math.max(...heads.map((lines) => lines.length));
  const even = heads.map((lines) => [...Array(tallest - lines.length).fill(''), ...lines]);
  return [
    ...print(even, []),
    shown.map(({ index }) => '─'.repeat(widths[index]!)).join(gap),
    ...cells.flatMap((row, at) => [
      ...print(
        row.map(({ text }, index) => linesOf(columns[index]!, text, widths[index]!)),
        row,
      ),
      ...below(at),
    ]),
  ];
}

function linesOf({ isWrapped }: Column, text: string, width: number | null): string[] {
  if (width === null) return [];
  // What fits stays on one line: where lines are broken, room is kept for marks.
  return isWrapped && widthOf(text) > width ? wrap(text, width).map((line) => cut(line, width)) : [cut(text, width)];
}

interface Fitted {
  /** `null` for a column that is left out. */
  readonly widths: readonly (number | null)[];
  readonly gap: string;
  readonly isTwoLined: boolean;
}

/** Tries the roomiest layout first. */
function chooseWidths(columns: readonly Column[], cells: readonly (readonly Cell[])[], width: number): Fitted {
  const bodies = columns.map((_, index) => Math.max(0, ...cells.map((row) => widthOf(row[index]!.text))));
  const spares = [...new Set(columns.flatMap(({ spare }) => spare ?? []))].sort((a, b) => b - a);
  const naturalOf = (isOut: (column: Column) => boolean, isTwoLined: boolean) =>
    columns.map((column, index) => {
      // A column in which nothing stands needs no room.
      if (isOut(column) || (column.head === '' && bodies[index] === 0)) return null;
      return Math.max(bodies[index]!, isTwoLined ? narrowestHead(column.head) : widthOf(column.head));
    });
  for (let left = 0; left <= spares.length; left++) {
    const isOut = ({ spare }: Column) => spare !== undefined && spares.slice(0, left).includes(spare);
    for (const [isTwoLined, gap] of [
      [false, '  '],
      [true, '  '],
      [true, ' '],
    ] as const) {
      const natural = naturalOf(isOut, isTwoLined);
      const gaps = natural.filter((one) => one !== null).length - 1;
      const widths = shrink(columns, natural, width - gap.length * gaps);
      if (widths) return { widths, gap, isTwoLined };
    }
  }
  // The terminal is narrower than what can't be left out.
  return { widths: naturalOf(({ spare }) => spare !== undefined, true), gap: ' ', isTwoLined: true };
}

/** Takes what is too much from the columns that may shrink, from the widest first; `null` where that is not enough. */
function shrink(columns: readonly Column[], natural: readonly (number | null)[], room: number) {
  const widths = [...natural];
  let excess = widths.reduce<number>((sum, one) => sum + (one ?? 0), 0) - room;
  const shrinking = columns.flatMap(({ shrinksTo }, index) => (shrinksTo === undefined ? [] : [{ shrinksTo, index }]));
  for (; excess > 0; excess--) {
    const [widest] = shrinking
      .filter(({ shrinksTo, index }) => (widths[index] ?? 0) > shrinksTo)
      .sort((a, b) => widths[b.index]! - widths[a.index]!);
    if (!widest) return null;
    widths[widest.index]! -= 1;
  }
  return widths;
}

/** The widest piece of a head that is not taken apart: a word, or two Chinese characters. */
function narrowestHead(head: string): number {
  return Math.max(...headPieces(head).map((piece) => widthOf(piece.trim())));
}

function headPieces(head: string): string[] {
  return head.match(/\p{Script=Han}{3}$|\p{Script=Han}{1,2}|[^\s\p{Script=Han}]+\s*|\s+/gu) ?? [head];
}

function headLines(head: string, width: number): string[] {
  const lines: string[] = [];
  for (const piece of headPieces(head)) {
    const last = lines.at(-1);
    if (last !== undefined && widthOf((last + piece).trimEnd()) <= width) lines[lines.length - 1] = last + piece;
    else lines.push(piece);
  }
  return lines.map((line) => line.trim());
}
