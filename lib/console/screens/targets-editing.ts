import type { RefObject } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { Component } from '../cycle.ts';
import { targetText } from '../language.ts';
import type { SummaryRow } from '../summary.ts';
import type { CellChange, Draft, Standing } from './targets-draft.ts';
import { type Move, moveOf } from './targets-input.tsx';

/** A cell by its row and column. */
export interface At {
  readonly row: number;
  readonly column: number;
}

/** What stands in a grid of targets, and what takes what is written into it. */
export interface Grid {
  readonly rows: readonly SummaryRow[];
  readonly components: readonly Component[];
  readonly draft: Draft;
  readonly targetsIn: (district: string) => ReadonlyMap<string, string | null>;
  readonly read: Standing['read'];
  readonly mayEdit: boolean;
  readonly change: (changes: readonly CellChange[]) => void;
  readonly paste: (text: string, at: At) => void;
}

interface Cursor {
  readonly table: RefObject<HTMLTableElement | null>;
  /** The one cell that keys act on. */
  readonly active: At;
  /** What the field of this cell holds at first; `null` where none is open. */
  readonly editing: string | null;
  readonly pick: (at: At) => void;
  /** Opens the field, or closes it and lets the focus be where it is. */
  readonly edit: (begin: string | null) => void;
  /** Closes the field for its cell, which is focused. */
  readonly leave: () => void;
  readonly moveBy: (move: NonNullable<Move>) => void;
  /** Whether a click is the second one on the same cell. */
  readonly isAgain: (at: At | null) => boolean;
}

function useCursor(rows: number, columns: number): Cursor {
  const [active, pick] = useState<At>({ row: 0, column: 0 });
  const [editing, edit] = useState<string | null>(null);
  const table = useRef<HTMLTableElement>(null);
  const isToFocus = useRef(false);
  const clicked = useRef<At | null>(null);
  useLayoutEffect(() => {
    if (!isToFocus.current || editing !== null) return;
    isToFocus.current = false;
    cellAt(table.current, active)?.focus();
  });
  const leave = () => {
    edit(null);
    isToFocus.current = true;
  };
  const moveBy: Cursor['moveBy'] = ({ down, across }) => {
    pick({ row: within(rows, active.row + down), column: within(columns, active.column + across) });
    leave();
    clicked.current = null;
  };
  const isAgain = (at: At | null) => {
    const before = clicked.current;
    clicked.current = at;
    return at !== null && before !== null && isSame(at, before);
  };
  return { table, active, editing, pick, edit, leave, moveBy, isAgain };
}

/** A grid that keys move in and that is written into: its one open field, and what it does when something happens to it. */
export function useEditing(grid: Grid) {
  const cursor = useCursor(grid.rows.length, grid.components.length);
  const { table, active, editing, edit, moveBy } = cursor;
  const { isPasting, onPaste } = usePasting(grid, cursor);
  const finish = (written: string | null, move: Move) => {
    if (isPasting.current) return;
    if (written !== null && written !== writtenAt(grid, active)) grid.change([{ ...nameOf(grid, active), written }]);
    if (move === null) edit(null);
    else moveBy(move);
  };
  const handlers = { onKeyDown: keysOf(grid, cursor), onPaste, ...picksOf(grid, cursor) };
  return { table, active, editing, finish, handlers };
}

function usePasting({ mayEdit, paste }: Grid, { active, editing, leave }: Cursor) {
  const isPasting = useRef(false);
  useLayoutEffect(() => {
    isPasting.current = false;
  });
  const onPaste = (event: ClipboardEvent) => {
    const text = event.clipboardData?.getData('text/plain') ?? '';
    // Within a field one number is an ordinary paste.
    if (!mayEdit || (editing !== null && !/[\t\n]/.test(text.trim()))) return;
    event.preventDefault();
    // The field that goes loses the focus, and must not put its own number over what was pasted.
    isPasting.current = editing !== null;
    leave();
    paste(text, active);
  };
  return { isPasting, onPaste };
}

function keysOf(grid: Grid, { active, editing, edit, moveBy }: Cursor) {
  return (event: KeyboardEvent) => {
    if (editing !== null || event.ctrlKey || event.metaKey || event.altKey) return;
    const move = moveOf(event.key);
    if (move) moveBy(move);
    else if (!grid.mayEdit) return;
    else if (event.key === 'Enter' || event.key === 'F2') edit(writtenAt(grid, active));
    else if (event.key === 'Delete') grid.change([{ ...nameOf(grid, active), written: '' }]);
    else if (event.key.length === 1) edit(event.key.trim());
    else return;
    event.preventDefault();
  };
}

function picksOf(grid: Grid, { active, editing, pick, edit, isAgain }: Cursor) {
  return {
    onFocusIn: ({ target }: FocusEvent) => {
      const at = placeOf(target);
      if (at && !isSame(at, active)) pick(at);
    },
    // The second click on a cell edits it: a finger has no double click.
    onClick: ({ target }: MouseEvent) => {
      const at = placeOf(target);
      if (isAgain(at) && grid.mayEdit && editing === null) edit(writtenAt(grid, at!));
    },
  };
}

function nameOf({ rows, components }: Grid, { row, column }: At) {
  return { district: rows[row]!.district, component: components[column]!.id };
}

function writtenAt(grid: Grid, at: At): string {
  const { district, component } = nameOf(grid, at);
  return (
    grid.draft.edits.get(district)?.get(component) ?? targetText(grid.targetsIn(district).get(component) ?? '') ?? ''
  );
}

function within(count: number, index: number): number {
  return Math.min(Math.max(index, 0), count - 1);
}

function isSame(one: At, other: At): boolean {
  return one.row === other.row && one.column === other.column;
}

function cellAt(table: HTMLTableElement | null, { row, column }: At): HTMLElement | null {
  return table?.tBodies[0]?.rows[row]?.cells[column + 1] ?? null;
}

function placeOf(target: EventTarget | null): At | null {
  const cell = target instanceof Element ? target.closest('td') : null;
  const row = cell?.parentElement as HTMLTableRowElement | undefined;
  return cell && row ? { row: row.sectionRowIndex, column: cell.cellIndex - 1 } : null;
}
