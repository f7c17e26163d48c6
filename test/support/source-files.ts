import { globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';

/** A source file of the product, by its path from the project's root. */
export interface SourceFile {
  readonly path: string;
  readonly lines: readonly string[];
  /** The code without comments. */
  readonly code: string;
  /** Files of the project that it imports. */
  readonly imports: readonly string[];
  /** Packages and node modules that it imports, as written. */
  readonly packages: readonly string[];
}

const root = join(import.meta.dirname, '../..');

/** A text file of the project. */
export function projectText(path: string): string {
  return readFileSync(join(root, path), 'utf8');
}

/** Every TypeScript file of the product that somebody wrote; tests are not among them, nor declarations that are made. */
export function sourceFiles(): SourceFile[] {
  const written = globSync('{events,lib,functions,infra}/**/*.{ts,tsx}', { cwd: root, exclude: ['**/*.d.ts'] });
  return written.sort().map(sourceFile);
}

function sourceFile(path: string): SourceFile {
  const text = projectText(path);
  const code = text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '$1');
  const targets = [...code.matchAll(/(?:\bfrom\s|\bimport)\s*\(?\s*'([^']+)'/g)].map((match) => match[1]!);
  const isLocal = (target: string) => target.startsWith('.');
  return {
    path,
    lines: text.trimEnd().split('\n'),
    code,
    imports: targets.filter(isLocal).map((target) => normalize(join(dirname(path), target))),
    packages: targets.filter((target) => !isLocal(target)),
  };
}

/** A function of a file and its length in lines, signature included. */
export interface FunctionSize {
  readonly at: string;
  readonly lines: number;
}

const starts = [
  /^(?:export )?(?:default )?(?:async )?function\b/,
  /=> \{$/,
  // A method: its name and parameters on one line.
  /^(?:(?:async|static|override|private|protected|get|set) )*#?(?!if|for|while|switch|catch)[A-Za-z]\w*(?:<.*>)?\(.*\)(?:: .+)? \{$/,
];
const manyParameters = /^(?:(?:async|static|override|private|protected) )*#?[A-Za-z]\w*(?:<.*>)?\($/;

/**
 * The functions of a file, as the formatter lays them out: a function begins on a line that opens it and ends on the
 * next line that has the same indentation and nothing but closing brackets.
 */
export function functionSizes({ path, lines }: Pick<SourceFile, 'path' | 'lines'>): FunctionSize[] {
  return lines.flatMap((line, index) => {
    const code = line.trimStart();
    const indent = line.slice(0, line.length - code.length);
    const rest = lines.slice(index + 1);
    const isStart = starts.some((start) => start.test(code)) || (manyParameters.test(code) && opensBlock(rest, indent));
    if (code.startsWith('*') || code.startsWith('//') || !isStart) return [];
    const length = rest.findIndex((later) => isClosing(later, indent)) + 2;
    return length === 1 ? [] : [{ at: `${path}:${index + 1}`, lines: length }];
  });
}

/** A call whose arguments take a line each ends in `);`, a method in `) {`. */
function opensBlock(rest: readonly string[], indent: string): boolean {
  const next = rest.find((line) => line.startsWith(`${indent})`));
  return next?.endsWith(' {') ?? false;
}

/** Nothing but closing brackets; behind a function that is handed to a hook stands what it depends on. */
function isClosing(line: string, indent: string): boolean {
  return line.startsWith(`${indent}}`) && /^(?:[}\]);,]+|\}, \[.*\]\);)$/.test(line.slice(indent.length));
}

/** Lines of exported declarations that no docstring precedes. */
export function undocumentedExports({ path, lines }: Pick<SourceFile, 'path' | 'lines'>): string[] {
  return lines.flatMap((line, index) => {
    const isDeclaration = /^export (?:default |abstract |async )*(?:function|const|let|class|interface|type) /.test(
      line,
    );
    return isDeclaration && !lines[index - 1]?.endsWith('*/') ? [`${path}:${index + 1}`] : [];
  });
}

/**
 * The longest chain of imports that begins with each file, types included, by its files. Files that import each other
 * count as one, for none of them can be understood without the others.
 */
export function longestChains(files: readonly SourceFile[]): ReadonlyMap<string, readonly string[]> {
  const imports = new Map(files.map((file) => [file.path, file.imports]));
  const reached = new Map(files.map(({ path }) => [path, reachedFrom(path, imports)]));
  const longest = new Map<string, readonly string[]>();
  const longestOf = (path: string): readonly string[] => {
    const known = longest.get(path);
    if (known) return known;
    const isTogether = (other: string) =>
      other === path || (reached.get(path)!.has(other) && reached.get(other)!.has(path));
    const together = [...imports.keys()].filter(isTogether);
    const onwards = together
      .flatMap((one) => imports.get(one)!)
      .filter((next) => imports.has(next) && !isTogether(next));
    const best = onwards.map(longestOf).reduce((a, b) => (b.length > a.length ? b : a), []);
    for (const one of together) longest.set(one, [one, ...best]);
    return longest.get(path)!;
  };
  for (const { path } of files) longestOf(path);
  return longest;
}

function reachedFrom(start: string, imports: ReadonlyMap<string, readonly string[]>): Set<string> {
  const reached = new Set<string>();
  const waiting = [start];
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    for (const next of imports.get(path) ?? []) {
      if (reached.has(next)) continue;
      reached.add(next);
      waiting.push(next);
    }
  }
  return reached;
}
