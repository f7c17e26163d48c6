import { useLayoutEffect, useRef } from 'preact/hooks';

/** Where to go in a grid; `null` to stay. */
export type Move = { readonly down: number; readonly across: number } | null;

const far = 10_000;

/** Where a key leads within the grid; `null` for keys that lead nowhere. */
export function moveOf(key: string): Move {
  return moves[key] ?? null;
}

const moves: Readonly<Record<string, Move>> = {
  ArrowDown: { down: 1, across: 0 },
  ArrowUp: { down: -1, across: 0 },
  ArrowRight: { down: 0, across: 1 },
  ArrowLeft: { down: 0, across: -1 },
  PageDown: { down: 10, across: 0 },
  PageUp: { down: -10, across: 0 },
  Home: { down: 0, across: -far },
  End: { down: 0, across: far },
};

interface InputProps {
  readonly label: string;
  /** The list of words that it offers. */
  readonly list?: string;
  /** What it holds at first. */
  readonly begin: string;
  /** Ends the editing with what was typed, or with nothing. */
  readonly finish: (written: string | null, move: Move) => void;
}

/** The field of the one cell that is being edited; what is typed is the grid's when it is left. */
export function GridInput({ label, begin, list, finish }: InputProps) {
  const field = useRef<HTMLInputElement>(null);
  const isOver = useRef(false);
  // At once: the next key that is typed must find it.
  useLayoutEffect(() => {
    field.current!.focus();
    field.current!.setSelectionRange(begin.length, begin.length);
  }, []);
  const end = (written: string | null, move: Move) => {
    if (isOver.current) return;
    isOver.current = true;
    finish(written, move);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.isComposing) return;
    const { value } = field.current!;
    if (event.key === 'Escape') end(null, { down: 0, across: 0 });
    else if (event.key === 'Enter') end(value, { down: event.shiftKey ? -1 : 1, across: 0 });
    else if (event.key === 'Tab') end(value, { down: 0, across: event.shiftKey ? -1 : 1 });
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <input
      ref={field}
      class="number"
      inputMode={list === undefined ? 'decimal' : 'text'}
      list={list}
      autocomplete="off"
      aria-label={label}
      defaultValue={begin}
      onKeyDown={onKeyDown}
      onBlur={({ currentTarget }) => end(currentTarget.value, null)}
    />
  );
}
