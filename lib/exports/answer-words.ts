import type { Missing } from '../domain/completeness.ts';
import type { Cycle } from '../domain/cycle.ts';
import type { Basis } from '../domain/recalculation/board.ts';
import type { Scheme } from '../domain/scheme.ts';
import type { Language, Text } from '../domain/text.ts';
import { clockTime, gradeName, namedVetoes, sealingTime } from './paper-words.ts';
import type { SheetColumn } from './sheet-layout.ts';

/** On which values the points of a table rest. */
export const basisNames: Readonly<Record<Basis, Text>> = {
  claimed: { zh: '按申报数', en: 'as claimed' },
  verified: { zh: '按核定数', en: 'as verified' },
};

/** What a component lacks. */
const missingNames: Readonly<Record<Missing, Text>> = {
  claim: { zh: '待申报', en: 'claim' },
  target: { zh: '任务未下达', en: 'target' },
  evidence: { zh: '未附佐证材料', en: 'evidence' },
  assessment: { zh: '待核定', en: 'assessment' },
  deduction: { zh: '待酌情扣分', en: 'deduction' },
  'new-claim': { zh: '退回后待重报', en: 'new claim' },
  record: { zh: '待录入', en: 'value to record' },
  'new-assessment': { zh: '待重新核定', en: 'new assessment' },
};

/** What is missing, in one cell. */
export function missingInWords(missing: readonly Missing[], language: Language): string {
  return missing.map((what) => missingNames[what][language]).join({ zh: '、', en: ', ' }[language]);
}

/** What is to be known of the cited files, each sentence once. */
export function warningsInWords(
  files: readonly { readonly warnings: readonly { readonly text: Text }[] }[],
  language: Language,
): string {
  return [...new Set(files.flatMap(({ warnings }) => warnings.map(({ text }) => text[language])))].join(' ');
}

/** Which version of the board a table shows, and when that was made, on the clocks of the cycle. */
export function boardFact(
  { version, asOf }: { readonly version: number; readonly asOf?: string },
  { timeZone }: Cycle,
  language: Language,
): string {
  const which = { zh: `第 ${version} 版`, en: `version ${version}` }[language];
  if (asOf === undefined) return which;
  const at = { closingAt: asOf, timeZone };
  return `${which}　${{ zh: sealingTime(at), en: `${clockTime(at)} (${timeZone})` }[language]}`;
}

/** The columns of a district's grade and of the vetoes that lowered it, by their names; none in a scheme without grades. */
export function gradeColumns({ grades }: Scheme, language: Language): SheetColumn[] {
  const say = columns[language];
  if (grades.length === 0) return [];
  return [
    { heading: say.grade, width: 10, align: 'center' },
    { heading: say.vetoes, width: 22, align: 'left', format: '@' },
  ];
}

/** What stands in these columns. */
export function gradeCells(
  graded: { readonly grade: string | null; readonly vetoes: readonly string[] },
  { grades, document }: Scheme,
  language: Language,
): string[] {
  if (grades.length === 0) return [];
  return [gradeName(document, graded)?.[language] ?? '', namedVetoes(document, graded.vetoes)[language]];
}

/** A text with what belongs to it in brackets, as the language writes them. */
export function withBrackets(text: string, inside: string, language: Language): string {
  return { zh: `${text}（${inside}）`, en: `${text} (${inside})` }[language];
}

/** How columns are called that several tables have. */
export function columnWords(language: Language) {
  return columns[language];
}

const columns = {
  zh: {
    rank: '名次',
    districtId: '区县编号',
    district: '区、县（市）',
    group: '组别',
    score: '总分',
    revision: '台账修订号',
    component: '序号',
    name: '考核内容',
    category: '名称',
    unit: '单位',
    state: '状态',
    total: '合计',
    grade: '等次',
    vetoes: '否决项',
    coefficient: '系数',
  },
  en: {
    rank: 'Rank',
    districtId: 'District id',
    district: 'District',
    group: 'Group',
    score: 'Score',
    revision: 'Book revision',
    component: 'Component',
    name: 'What is assessed',
    category: 'Category',
    unit: 'Unit',
    state: 'State',
    total: 'Total',
    grade: 'Grade',
    vetoes: 'Vetoes',
    coefficient: 'Coefficient',
  },
} as const;
