import type { Path } from '../../lib/domain/rejection.ts';

const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g;

/** A container whose end is yet to come. */
interface Open {
  /** The current property, or item. */
  at: string | number;
  isNamed: boolean;
}

/**
 * On which line of a JSON text, counted from 1, a place stands: a property by its name, an item by its beginning. What is
 * not there is looked for in what it is missing from.
 */
export function linesIn(text: string): (path: Path) => number {
  const lineOf = new Map<string, number>([['', 1]]);
  const open: Open[] = [];
  let [line, counted] = [1, 0];
  const note = () => {
    const key = keyOf(open.map(({ at }) => at));
    if (!lineOf.has(key)) lineOf.set(key, line);
  };
  for (const { 0: token, index } of text.matchAll(TOKEN)) {
    for (; counted < index; counted++) if (text[counted] === '\n') line += 1;
    const inner = open.at(-1);
    if (token === ']' || token === '}') open.pop();
    else if (token === ',') {
      if (typeof inner!.at === 'number') inner!.at += 1;
      else inner!.isNamed = false;
    } else if (token !== ':') {
      const isName = typeof inner?.at === 'string' && !inner.isNamed;
      if (isName) Object.assign(inner, { at: JSON.parse(token) as string, isNamed: true });
      note();
      if (token === '{') open.push({ at: '', isNamed: false });
      else if (token === '[') open.push({ at: 0, isNamed: true });
    }
  }
  return (path) => {
    for (let length = path.length; length > 0; length--) {
      const line = lineOf.get(keyOf(path.slice(0, length)));
      if (line !== undefined) return line;
    }
    return lineOf.get('') ?? 1;
  };
}

function keyOf(path: Path): string {
  return JSON.stringify(path.map(String));
}
