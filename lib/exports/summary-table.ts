import type { Basis } from '../domain/recalculation/board.ts';
import type { Text } from '../domain/text.ts';
import { type AnswerFile, type FileWish, numberCell, tableFile } from './answer-table.ts';
import { basisNames, boardFact, columnWords, gradeCells, gradeColumns, withBrackets } from './answer-words.ts';
import { maxInWords, rangeInWords, scoredComponents } from './paper-words.ts';
import { pointsFormat } from './sheet.ts';
import type { SheetColumn } from './sheet-layout.ts';

/** The summary as it is answered. */
export interface AnsweredSummary {
  readonly basis: Basis;
  readonly provisional: boolean;
  readonly version: number;
  readonly items: readonly {
    readonly district: string;
    readonly name: Text;
    readonly group: string | null;
    readonly rank: number;
    readonly score: string;
    readonly grade: string | null;
    readonly vetoes: readonly string[];
    readonly components: readonly { readonly component: string; readonly points: string }[];
  }[];
}

/**
 * The summary as a file: a row a district in the order of the answer, a column under its category for each component by
 * which points can be earned or lost, the score behind.
 */
export function summaryFile(summary: AnsweredSummary, wish: FileWish): Promise<AnswerFile> {
  const { scheme, cycle, language } = wish;
  const points = { align: 'center', format: pointsFormat(scheme.rounding.decimals) } as const;
  const say = columnWords(language);
  const shown = new Set(scheme.document.categories.flatMap(scoredComponents).map(({ id }) => id));
  const columns: SheetColumn[] = [
    { heading: say.districtId, width: 14, align: 'left', format: '@' },
    { heading: say.district, width: 18, align: 'left', format: '@' },
    { heading: say.group, width: 10, align: 'center', format: '@' },
    { heading: say.rank, width: 7, align: 'center' },
    ...scheme.document.categories.flatMap((category) =>
      scoredComponents(category).map((part): SheetColumn => {
        const heading = withBrackets(`${part.id} ${part.name[language]}`, rangeInWords(part)[language], language);
        const group = withBrackets(category.name[language], maxInWords(category)[language], language);
        return { heading, group, width: 9, ...points };
      }),
    ),
    { heading: withBrackets(say.score, scheme.document.maxPoints, language), width: 10, ...points },
    ...gradeColumns(scheme, language),
  ];
  const table = {
    subject: { zh: '汇总表', en: 'Summary' }[language],
    isProvisional: summary.provisional,
    facts: [basisNames[summary.basis][language], boardFact(summary, cycle, language)],
    columns,
    rows: summary.items.map(({ district, name, group, rank, score, components, ...graded }) => [
      ...[district, name[language], group, numberCell(rank)],
      ...components.filter(({ component }) => shown.has(component)).map((part) => numberCell(part.points)),
      numberCell(score),
      ...gradeCells(graded, scheme, language),
    ]),
    paper: { size: 'a3', frozenColumns: 2 },
  } as const;
  return tableFile(table, wish);
}
