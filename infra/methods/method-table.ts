import { pointUnits } from '../../lib/domain/points.ts';
import type { FilledBy } from '../../lib/domain/rules/rule.ts';
import { roundingWays } from '../../lib/domain/rules/words.ts';
import type { Text } from '../../lib/domain/text.ts';
import { visible, widthOf, wrap } from '../../lib/terminal/shown-text.ts';
import { type Column, layOut, type Row } from '../../lib/terminal/table.ts';
import type { Terminal } from '../../lib/terminal/terminal.ts';
import type { PublishedCategory, PublishedComponent, PublishedIndicator, PublishedMethod } from './published-method.ts';

/** A method as lines, in the reader's language and as wide as the terminal: what it is, its tables, its sums. */
export function methodTable(terminal: Terminal, method: PublishedMethod): string[] {
  return [
    ...headLines(terminal, method),
    ...method.categories.flatMap((category) => ['', ...categoryLines(terminal, category)]),
    '',
    ...footLines(terminal, method),
  ];
}

function headLines(terminal: Terminal, method: PublishedMethod): string[] {
  const { id, hash, title, source, rounding, grades, coefficients } = method;
  const say = sayIn(terminal);
  const { places, mode } = rounding;
  const way = roundingWays[mode];
  return [
    ...wrap(say(title), terminal.width).map((line) => terminal.paint('bold', line)),
    ...labelled(terminal, { zh: '编号', en: 'Id' }, visible(id)),
    ...labelled(terminal, { zh: '摘要', en: 'SHA-256' }, hash),
    ...labelled(terminal, { zh: '依据', en: 'Source' }, visible(source)),
    ...labelled(
      terminal,
      { zh: '舍入', en: 'Rounding' },
      say({
        zh: `每项考核内容的得分按精确值${way.zh}到 ${places} 位小数`,
        en: `points of each component, once, ${way.en}, to ${places} decimal${places === 1 ? '' : 's'}`,
      }),
    ),
    ...(grades.length > 0 ? labelled(terminal, { zh: '等次', en: 'Grades' }, gradesText(terminal, method)) : []),
    ...(coefficients.length > 0
      ? labelled(
          terminal,
          { zh: '系数', en: 'Numbers' },
          say({
            zh: `${coefficients.join('、')}（各区县的系数，开设周期时给出）`,
            en: `${coefficients.join(', ')}: of each district, given when a cycle is opened`,
          }),
        )
      : []),
  ];
}

function gradesText(terminal: Terminal, { grades }: PublishedMethod): string {
  const say = sayIn(terminal);
  return grades
    .map(({ name, from }) =>
      from === null
        ? say({ zh: `其余${name.zh}`, en: `${name.en} below` })
        : say({ zh: `${name.zh} ${from} 分起`, en: `${name.en} from ${from}` }),
    )
    .join(say({ zh: '，', en: ', ' }));
}

function categoryLines(terminal: Terminal, { name, maxPoints, onTop, indicators }: PublishedCategory): string[] {
  const say = sayIn(terminal);
  const heading = onTop
    ? say({
        zh: `${name.zh}（另计，不在满分之内；最多 ${maxPoints} 分）`,
        en: `${name.en} (on top of the maximum; at most ${maxPoints})`,
      })
    : say({ zh: `${name.zh}（${maxPoints} 分）`, en: `${name.en} (${maxPoints} points)` });
  const rows = indicators.flatMap((indicator) => rowsOf(terminal, indicator));
  const hasLowest = indicators.some(({ components }) => components.some(isBelowZero));
  const columns: Column[] = [
    { head: say({ zh: '编号', en: 'no.' }), shrinksTo: 6 },
    { head: say({ zh: '考核内容', en: 'component' }), shrinksTo: 14, isWrapped: true },
    { head: say({ zh: '单位', en: 'unit' }), shrinksTo: 6, isWrapped: true },
    { head: say({ zh: '填报', en: 'by' }) },
    { head: say({ zh: '任务', en: 'target' }), shrinksTo: 6, isWrapped: true },
    { head: say({ zh: '满分', en: 'full' }), align: 'right' },
    ...(hasLowest ? [{ head: say({ zh: '最低', en: 'lowest' }), align: 'right' } as const] : []),
  ];
  const cells = rows.map(({ cells }) => (hasLowest ? cells : cells.slice(0, -1)));
  return [
    ...wrap(heading, terminal.width).map((line) => terminal.paint('bold', line)),
    '',
    ...layOut(columns, cells, terminal.width, (row) => rows[row]!.below),
  ];
}

interface ShownRow {
  readonly cells: Row;
  readonly below: readonly string[];
}

const fillers: Readonly<Record<FilledBy, Text>> = {
  district: { zh: '区县', en: 'district' },
  assessor: { zh: '考核人员', en: 'assessor' },
  nobody: { zh: '测算', en: 'measured' },
};

/** An indicator's row and those of its components; one row where it is one component of the same number. */
function rowsOf(terminal: Terminal, indicator: PublishedIndicator): ShownRow[] {
  const { id, name, maxPoints, components } = indicator;
  const clause = clauseLines(terminal, indicator);
  const [first, ...others] = components;
  if (first && others.length === 0 && first.id === id) return [componentRow(terminal, first, clause)];
  const paint = (text: string) => terminal.paint('bold', text);
  const cells = [visible(id), sayIn(terminal)(name), '', '', '', maxPoints, ''].map((text) => ({ text, paint }));
  return [{ cells, below: clause }, ...components.map((component) => componentRow(terminal, component, []))];
}

function clauseLines(terminal: Terminal, { clause, checkedOn }: PublishedIndicator): string[] {
  return [
    ...labelled(terminal, { zh: '条款', en: 'Clause' }, visible(clause), indent),
    ...(checkedOn ? labelled(terminal, { zh: '考核依据', en: 'Checked on' }, visible(checkedOn), indent) : []),
  ];
}

function componentRow(terminal: Terminal, component: PublishedComponent, clause: readonly string[]): ShownRow {
  const say = sayIn(terminal);
  const { id, name, unit, filledBy, target, fullPoints, lowestPoints, rule, decisions } = component;
  const targets = { assigned: { zh: '下达', en: 'assigned' }, none: { zh: '—', en: '—' } };
  const targetText = target.kind === 'fixed' ? visible(target.value) : say(targets[target.kind]);
  const lowest = isBelowZero(component) ? lowestPoints : '0';
  const cells = [visible(id), say(name), say(unit), say(fillers[filledBy]), targetText, fullPoints, lowest];
  const silent = say({ zh: '条款未言明之处：', en: 'Where the clause is silent:' });
  const below = [
    ...clause,
    ...factLines(terminal, component),
    ...rule.flatMap((sentence) => bullet(terminal, say(sentence))),
    ...(decisions.length > 0 ? [`${indent}${silent}`] : []),
    ...decisions.flatMap((sentence) => bullet(terminal, say(sentence))),
  ];
  return { cells, below };
}

function factLines(terminal: Terminal, { evidence, eligibility, onSite }: PublishedComponent): string[] {
  const say = sayIn(terminal);
  const papers = evidence.map(say).join(say({ zh: '、', en: ', ' }));
  const asked = say({ zh: '须现场核验', en: 'a visit is asked for' });
  return [
    ...(papers ? labelled(terminal, { zh: '佐证', en: 'Evidence' }, papers, indent) : []),
    ...(onSite ? labelled(terminal, { zh: '现场', en: 'On site' }, asked, indent) : []),
    ...(eligibility ? labelled(terminal, { zh: '计入条件', en: 'What counts' }, say(eligibility), indent) : []),
  ];
}

function footLines(terminal: Terminal, { categories, maxPoints, vetoes, grades }: PublishedMethod): string[] {
  const say = sayIn(terminal);
  const inside = categories.filter(({ onTop }) => !onTop).map((category) => category.maxPoints);
  const onTop = categories.filter((category) => category.onTop);
  const sum = `${inside.join(' + ')} = ${maxPoints}`;
  const named = ({ name, maxPoints: most }: PublishedCategory) => `${say(name)} ${most}`;
  const vetoLine = ({ component, highest }: PublishedMethod['vetoes'][number]) => {
    const { name } = grades.find(({ id }) => id === highest)!;
    return say({ zh: `${component} → 至多“${name.zh}”`, en: `${component} → at best “${name.en}”` });
  };
  const between = say({ zh: '；', en: '; ' });
  return [
    ...labelled(terminal, { zh: '满分', en: 'Maximum' }, inside.length === 1 ? maxPoints : sum),
    ...(onTop.length > 0 ? labelled(terminal, { zh: '另计', en: 'On top' }, onTop.map(named).join(between)) : []),
    ...(vetoes.length > 0 ? labelled(terminal, { zh: '否决', en: 'Vetoes' }, vetoes.map(vetoLine).join(between)) : []),
  ];
}

function isBelowZero({ lowestPoints }: PublishedComponent): boolean {
  return pointUnits(lowestPoints, 4)! < 0;
}

const indent = '  ';

function sayIn(terminal: Terminal): (text: Text) => string {
  return (text) => visible(terminal.say(text));
}

/** `Label: text`, on as many lines as it takes. */
function labelled(terminal: Terminal, label: Text, text: string, before = ''): string[] {
  const head = terminal.say({ zh: `${label.zh}：`, en: `${label.en}: ` });
  return hanging(terminal, `${before}${head}`, text);
}

function bullet(terminal: Terminal, text: string): string[] {
  return hanging(terminal, `${indent}· `, text);
}

function hanging(terminal: Terminal, head: string, text: string): string[] {
  const [first = '', ...more] = wrap(text, terminal.width - widthOf(head));
  return [`${head}${first}`, ...more.map((line) => `${' '.repeat(widthOf(head))}${line}`)];
}
