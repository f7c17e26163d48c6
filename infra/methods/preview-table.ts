import { type Basis, bases } from '../../lib/domain/recalculation/board.ts';
import type { Scheme } from '../../lib/domain/scheme.ts';
import type { Text } from '../../lib/domain/text.ts';
import { visible, wrap } from '../../lib/terminal/shown-text.ts';
import { type Column, layOut, type Row } from '../../lib/terminal/table.ts';
import type { Terminal } from '../../lib/terminal/terminal.ts';
import { basisNames } from '../../lib/terminal/verb.ts';
import type { BasisMoves, MethodMove } from './compare-methods.ts';

/** What a method would change in a cycle: its own method first, the other one second. */
export interface Preview {
  readonly cycle: string;
  readonly schemes: readonly [SchemeTold, SchemeTold];
  /** The components that the cycle's own method alone has, and those that only the other has. */
  readonly onlyBefore: readonly string[];
  readonly onlyAfter: readonly string[];
  /** What was given in place of the cycle's own coefficients: what these are, and what it is computed with. */
  readonly coefficients: readonly {
    readonly district: string;
    readonly name: Text;
    readonly coefficient: string;
    readonly value: readonly [string | null, string];
  }[];
  readonly bases: Readonly<Partial<Record<Basis, BasisMoves>>>;
}

interface SchemeTold {
  readonly id: string;
  readonly hash: string;
}

type Schemes = readonly [Scheme, Scheme];

/** A preview as lines, in the reader's language and as wide as the terminal. */
export function previewTable(terminal: Terminal, preview: Preview, schemes: Schemes): string[] {
  const { cycle, schemes: told, onlyBefore, onlyAfter, coefficients } = preview;
  const say = terminal.say.bind(terminal);
  const [old, now] = told.map(({ id }) => visible(id));
  const title = {
    zh: `${visible(cycle)}  ${old} → ${now}，只作预览，未写入`,
    en: `${visible(cycle)}  ${old} → ${now}, a preview: nothing is written`,
  };
  const only = (items: readonly string[], text: Text, mark = ' ') =>
    items.length === 0 ? [] : wrap(`${say(text)}${items.map(visible).join(mark)}`, terminal.width);
  const otherwise = coefficients.map(({ name, coefficient, value: [was, is] }) => {
    return `${say(name)} ${coefficient} ${was ?? '—'} → ${is}`;
  });
  return [
    ...wrap(say(title), terminal.width).map((line) => terminal.paint('bold', line)),
    ...only(onlyBefore, { zh: '只在原办法中的考核内容：', en: 'Components of the present method alone: ' }),
    ...only(onlyAfter, { zh: '只在新办法中的考核内容：', en: 'Components of the new method alone: ' }),
    ...only(
      otherwise,
      { zh: '系数与周期所载不同：', en: 'Coefficients other than the cycle’s: ' },
      say({ zh: '；', en: '; ' }),
    ),
    ...bases.flatMap((basis) => {
      const moves = preview.bases[basis];
      return moves ? ['', ...basisLines(terminal, basis, moves, schemes)] : [];
    }),
  ];
}

function basisLines(terminal: Terminal, basis: Basis, { moved, unmoved }: BasisMoves, schemes: Schemes): string[] {
  const say = terminal.say.bind(terminal);
  const heading = terminal.paint('bold', say(basisNames[basis]));
  if (moved.length === 0)
    return [heading, say({ zh: '得分和名次都不变动。', en: 'No points and no rank would move.' })];
  const hasGrades = moved.some(({ grade }) => grade.some((each) => each !== null));
  const columns: Column[] = [
    { head: say({ zh: '原名次', en: 'rank' }), align: 'right' },
    { head: '→' },
    { head: say({ zh: '新名次', en: 'new' }), align: 'right' },
    { head: '' },
    { head: say({ zh: '区县、考核内容', en: 'district, component' }), shrinksTo: 16 },
    { head: say({ zh: '原得分', en: 'points' }), align: 'right' },
    { head: '→' },
    { head: say({ zh: '新得分', en: 'new' }), align: 'right' },
    ...(hasGrades ? [{ head: say({ zh: '等次', en: 'grade' }), shrinksTo: 8 }] : []),
  ];
  const rows = moved.flatMap((move) => rowsOf(terminal, move, schemes));
  const cells = hasGrades ? rows : rows.map((row) => row.slice(0, -1));
  const rest = { zh: `其余 ${unmoved} 个区县不变动。`, en: `${unmoved} more would not move.` };
  return [heading, '', ...layOut(columns, cells, terminal.width), ...(unmoved > 0 ? ['', say(rest)] : [])];
}

function rowsOf(terminal: Terminal, { name, rank, score, grade, components }: MethodMove, schemes: Schemes): Row[] {
  const say = (text: Text) => visible(terminal.say(text));
  const paint = (text: string) => terminal.paint('bold', text);
  const [was, is] = rank;
  const arrow = was === is ? '' : `${is < was ? '▲' : '▼'}${Math.abs(was - is)}`;
  const move = { text: arrow, paint: (text: string) => terminal.paint(is < was ? 'green' : 'red', text) };
  const graded = gradeText(terminal, grade, schemes);
  const first = [`${was}`, '→', `${is}`, move, say(name), score[0], '→', score[1], graded];
  return [
    first.map((cell) => (typeof cell === 'string' ? { text: cell, paint } : cell)),
    ...components.map(({ component, points: [old, now] }): Row => {
      const named = schemes.flatMap(({ components }) => components.find(({ id }) => id === component) ?? []).at(-1)!;
      return ['', '', '', '', `  ${visible(component)} ${say(named.name)}`, old ?? '—', '→', now ?? '—', ''];
    }),
  ];
}

function gradeText(terminal: Terminal, grade: MethodMove['grade'], schemes: Schemes): string {
  const [was, is] = grade.map((id, at) => {
    const found = schemes[at]!.grades.find((each) => each.id === id);
    return found ? visible(terminal.say(found.name)) : '—';
  });
  return was === is ? was! : `${was} → ${is}`;
}
