import { readFileSync } from 'node:fs';

/** A mutant in a report of Stryker. */
export interface Mutant {
  readonly mutatorName: string;
  readonly replacement: string;
  readonly status: string;
  readonly location: { readonly start: Position; readonly end: Position };
}

/** Lines and columns count from one; an end is the first column after it. */
interface Position {
  readonly line: number;
  readonly column: number;
}

/** Why mutants of a piece of code may live: `becomes` is what it was replaced by, or `*` for whatever it was. */
export interface Pardon {
  readonly source: string;
  readonly becomes: string;
  readonly reason: string;
}

/** Pardons by file. They name code by its text, because lines move. */
export type Pardons = Record<string, readonly Pardon[]>;

/** The pardons of this project. */
export function knownPardons(): Pardons {
  return JSON.parse(readFileSync(new URL('survivors.json', import.meta.url), 'utf8'));
}

const onOneLine = (text: string) => text.replace(/\s+/g, ' ').trim();

/** The code of a file that a mutant replaced, on one line. */
export function replaced(source: string, { location: { start, end } }: Mutant): string {
  const lines = source.split('\n').slice(start.line - 1, end.line);
  lines[lines.length - 1] = lines.at(-1)!.slice(0, end.column - 1);
  lines[0] = lines[0]!.slice(start.column - 1);
  return onOneLine(lines.join('\n'));
}

/** The pardon of a mutant of a file, or `undefined` if nobody has said why it may live. */
export function pardonOf(pardons: Pardons, file: string, source: string, mutant: Mutant): Pardon | undefined {
  const code = replaced(source, mutant);
  const becomes = onOneLine(mutant.replacement);
  return pardons[file]?.find(
    (known) => onOneLine(known.source) === code && (known.becomes === '*' || onOneLine(known.becomes) === becomes),
  );
}

/** Pardons of code that is not there: `sourceOf` gives a file's text, `null` where there is no such file. */
export function lostPardons(pardons: Pardons, sourceOf: (file: string) => string | null): string[] {
  return Object.entries(pardons).flatMap(([file, known]) => {
    const text = onOneLine(sourceOf(file) ?? '');
    return known.filter(({ source }) => !text.includes(onOneLine(source))).map(({ source }) => `${file}: ${source}`);
  });
}
