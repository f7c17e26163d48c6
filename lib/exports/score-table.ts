import type { ComponentState } from '../domain/book.ts';
import type { District } from '../domain/cycle.ts';
import type { Basis } from '../domain/recalculation/board.ts';
import type { Text } from '../domain/text.ts';
import { type AnswerFile, type FileWish, numberCell, type TableCell, tableFile } from './answer-table.ts';
import { basisNames, boardFact, columnWords, gradeCells, gradeColumns } from './answer-words.ts';
import { gradeInWords, standingInWords, stateInWords } from './paper-words.ts';
import { pointsFormat } from './sheet.ts';
import type { SheetColumn } from './sheet-layout.ts';

/** A district's score as it is answered. */
export interface AnsweredScore {
  readonly district: string;
  readonly basis: Basis;
  readonly provisional: boolean;
  readonly revision: number;
  readonly version: number;
  readonly rank: number;
  readonly score: string;
  readonly grade: string | null;
  readonly vetoes: readonly string[];
  readonly components: readonly {
    readonly component: string;
    readonly points: string;
    readonly fullPoints: string;
    readonly state: ComponentState;
    readonly value: string | null;
    readonly measured: { readonly value: string; readonly exact: boolean } | null;
    readonly target: string | null;
    readonly place: number | null;
    readonly steps: readonly { readonly text: Text }[];
  }[];
}

/** The score as a file: a row a component in the scheme's order with how its points arose, and the score below them. */
export function scoreFile(score: AnsweredScore, wish: FileWish): Promise<AnswerFile> {
  const { scheme, cycle, language } = wish;
  const district = cycle.districts.find(({ id }) => id === score.district)!;
  const say = columnWords(language);
  const rank = { zh: `第 ${score.rank} 名`, en: `rank ${score.rank}` }[language];
  const revision = `${say.revision} ${score.revision}`;
  const columns = columnsOf(wish);
  const beside = besideTotal(score, district, wish);
  const grade = gradeInWords(scheme.document, score);
  const standing = standingInWords(scheme.document, district).map((text) => text[language]);
  const total: TableCell[] = columns.map(() => null);
  total[0] = say.total;
  total[at.full] = numberCell(scheme.document.maxPoints);
  total[at.points] = numberCell(score.score);
  const table = {
    subject: { zh: '得分表', en: 'Score' }[language],
    of: district.name[language],
    isProvisional: score.provisional,
    facts: [
      ...[basisNames[score.basis][language], rank, ...(grade ? [`${say.grade} ${grade[language]}`] : [])],
      ...[...standing, revision, boardFact(score, cycle, language)],
    ],
    columns: [...columns, ...beside.map(({ column }) => column)],
    rows: rowsOf(score, wish).map((row) => [...row, ...beside.map(() => null)]),
    total: [...total, ...beside.map(({ cell }) => cell)],
  };
  return tableFile(table, wish);
}

/** Positions of the columns that have a sum. */
const at = { full: 7, points: 8 } as const;

function columnsOf({ scheme, language }: FileWish): SheetColumn[] {
  const say = columnWords(language);
  const own = {
    zh: ['任务数', '数值', '满分', '得分', '单项名次', '得分说明'],
    en: ['Target', 'Value', 'Full points', 'Points', 'Place', 'How the points arose'],
  }[language];
  const points = { align: 'center', format: pointsFormat(scheme.rounding.decimals) } as const;
  return [
    { heading: say.component, width: 11, align: 'center', format: '@' },
    { heading: say.category, width: 14, align: 'left' },
    { heading: say.name, width: 26, align: 'left' },
    { heading: say.unit, width: 9, align: 'center' },
    { heading: own[0]!, width: 11, align: 'center' },
    { heading: own[1]!, width: 11, align: 'center' },
    { heading: say.state, width: 14, align: 'center' },
    { heading: own[2]!, width: 12, ...points },
    { heading: own[3]!, width: 9, ...points },
    { heading: own[4]!, width: 9, align: 'center' },
    { heading: own[5]!, width: 60, align: 'left' },
  ];
}

/**
 * What a workbook says above its table, where a CSV has no line: the grade with the vetoes that lowered it, and the
 * coefficients, a column each behind all others. They are the district's and no component's, so they stand by its score.
 */
function besideTotal(
  score: AnsweredScore,
  { coefficients = {} }: District,
  { format, scheme, language }: FileWish,
): { readonly column: SheetColumn; readonly cell: TableCell }[] {
  if (format !== 'csv') return [];
  const grades = gradeCells(score, scheme, language);
  const say = columnWords(language);
  return [
    ...gradeColumns(scheme, language).map((column, index) => ({ column, cell: grades[index]! })),
    ...scheme.coefficients.map((name) => {
      const column: SheetColumn = { heading: `${say.coefficient} ${name}`, width: 12, align: 'center' };
      return { column, cell: numberCell(coefficients[name] ?? null) };
    }),
  ];
}

function rowsOf({ components }: AnsweredScore, { scheme, language }: FileWish): TableCell[][] {
  return components.map(({ component, points, fullPoints, state, value, measured, target, place, steps }) => {
    const part = scheme.components[scheme.indexOf.get(component)!]!;
    const { name, unit, category } = part;
    return [
      component,
      scheme.categories[category]!.name[language],
      name[language],
      unit[language],
      numberCell(target),
      measured ? { number: measured.value, isRounded: !measured.exact } : numberCell(value),
      stateInWords(state, part)[language],
      numberCell(fullPoints),
      numberCell(points),
      numberCell(place),
      steps.map(({ text }) => text[language]).join({ zh: '', en: ' ' }[language]),
    ];
  });
}
