import { type Amount, amountText } from '../amount.ts';
import type { Text } from '../text.ts';
import { evaluate, type Reading } from './evaluate.ts';
import type { CohortFunction, ComponentNumber, Formula } from './formula.ts';

/** A reading that can say whose number a function over the cohort gave. */
export interface ToldReading extends Reading {
  /** Over how many districts, and which of them have the best or lowest; no names of a mean or a sum. */
  whose(cohort: CohortFunction): { readonly districts: number; readonly holders: readonly Text[] };
}

/** A formula as it is written, with what it is made of by name: `value of a ÷ highest of (value of a)`. */
export function symbols(formula: Formula): Text {
  return written(formula, (leaf) => nameOf(leaf), 0);
}

/** The formula with its numbers: `40 ÷ 50`. */
export function numbersOf(formula: Formula, reading: Reading): Text {
  return written(formula, (leaf) => numberText(evaluate(leaf, reading)), 0);
}

/** Whose number each function over the cohort gave, a sentence each. */
export function whoseWords(formula: Formula, reading: ToldReading): Text[] {
  const all = new Map(cohortIn(formula).map((cohort) => [nameOf(cohort).zh, cohort]));
  return [...all.values()].map((cohort) => {
    const name = nameOf(cohort);
    const number = numberText(evaluate(cohort, reading));
    const { districts, holders } = reading.whose(cohort);
    if (districts === 0)
      return { zh: `${name.zh}：没有区、县（市）有数值。`, en: `The ${name.en}: no district has a number.` };
    const [zh, en] = [
      holders.slice(0, namedMax).map((each) => each.zh),
      holders.slice(0, namedMax).map((each) => each.en),
    ];
    const more = holders.length - namedMax;
    const tail = more > 0 ? { zh: `等 ${holders.length} 个`, en: ` and ${more} more` } : { zh: '', en: '' };
    return holders.length === 0
      ? {
          zh: `${name.zh}为 ${number.zh}，${districts} 个区、县（市）有数值。`,
          en: `The ${name.en} is ${number.en}, of ${districts} districts with a number.`,
        }
      : {
          zh: `${name.zh}为 ${number.zh}：${zh.join('、')}${tail.zh}。`,
          en: `The ${name.en} is ${number.en}: ${en.join(', ')}${tail.en}.`,
        };
  });
}

const namedMax = 5;

function numberText(amount: Amount | null): Text {
  if (!amount) return { zh: '（无数值）', en: '(no number)' };
  const text = amountText(amount);
  return { zh: text, en: text };
}

/** Every function over the cohort in a formula. */
function cohortIn(formula: Formula): CohortFunction[] {
  if (formula.kind === 'cohort') return [formula];
  return formula.kind === 'operation' ? formula.parts.flatMap(cohortIn) : [];
}

type Leaf = Exclude<Formula, { kind: 'operation' }>;

/** How tightly an operation binds; what binds less stands in brackets. */
const strength = { add: 1, subtract: 1, multiply: 2, divide: 2, least: 0, greatest: 0 } as const;
const signs = { add: ' + ', subtract: ' − ', multiply: ' × ', divide: ' ÷ ' } as const;

function written(formula: Formula, leafText: (leaf: Leaf) => Text, around: number): Text {
  if (formula.kind !== 'operation') {
    const { zh, en } = leafText(formula);
    const isSigned = around > 0 && /^[-\u2212]/.test(zh);
    return isSigned ? { zh: `(${zh})`, en: `(${en})` } : { zh, en };
  }
  const { operation, parts } = formula;
  if (operation === 'least' || operation === 'greatest') {
    const each = parts.map((part) => written(part, leafText, 0));
    const name = operation === 'least' ? { zh: '取小', en: 'least of ' } : { zh: '取大', en: 'greatest of ' };
    return {
      zh: `${name.zh}(${each.map(({ zh }) => zh).join('，')})`,
      en: `${name.en}(${each.map(({ en }) => en).join(', ')})`,
    };
  }
  const own = strength[operation];
  const each = parts.map((part, index) => written(part, leafText, own + (index > 0 ? 0.5 : 0)));
  const joined = {
    zh: each.map(({ zh }) => zh).join(signs[operation]),
    en: each.map(({ en }) => en).join(signs[operation]),
  };
  return own < around ? { zh: `(${joined.zh})`, en: `(${joined.en})` } : joined;
}

const numberNames: Readonly<Record<ComponentNumber['number'], Text>> = {
  value: { zh: '数值', en: 'value' },
  target: { zh: '任务', en: 'target' },
  points: { zh: '得分', en: 'points' },
};
const basisNames = { claimed: { zh: '申报', en: 'claimed ' }, verified: { zh: '核定', en: 'verified ' } } as const;
const cohortNames: Readonly<Record<CohortFunction['function'], Text>> = {
  mean: { zh: '平均', en: 'mean' },
  best: { zh: '最高', en: 'highest' },
  lowest: { zh: '最低', en: 'lowest' },
  sum: { zh: '合计', en: 'sum' },
};

function nameOf(leaf: Leaf): Text {
  switch (leaf.kind) {
    case 'constant':
      return { zh: leaf.text, en: leaf.text };
    case 'coefficient':
      return { zh: `系数 ${leaf.name}`, en: `coefficient ${leaf.name}` };
    case 'component': {
      const { zh, en } = numberNames[leaf.number];
      const basis = leaf.basis ? basisNames[leaf.basis] : { zh: '', en: '' };
      return { zh: `“${leaf.id}”${basis.zh}${zh}`, en: `${basis.en}${en} of ${leaf.id}` };
    }
    default: {
      const inner = symbols(leaf.part);
      const { zh, en } = cohortNames[leaf.function];
      const group = leaf.among === 'group' ? { zh: '本组', en: ' in the group' } : { zh: '全体', en: '' };
      return { zh: `${group.zh}${zh}(${inner.zh})`, en: `${en}${group.en} of (${inner.en})` };
    }
  }
}
