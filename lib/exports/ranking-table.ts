import type { Basis } from '../domain/recalculation/board.ts';
import type { Text } from '../domain/text.ts';
import { type AnswerFile, type FileWish, numberCell, tableFile } from './answer-table.ts';
import { basisNames, boardFact, columnWords, gradeCells, gradeColumns, withBrackets } from './answer-words.ts';
import { maxInWords, scoredCategories } from './paper-words.ts';
import { pointsFormat } from './sheet.ts';
import type { SheetColumn } from './sheet-layout.ts';

/** A ranking as it is answered. */
export interface AnsweredRanking {
  readonly basis: Basis;
  readonly group?: string | undefined;
  readonly category?: string | undefined;
  readonly component?: string | undefined;
  readonly provisional: boolean;
  readonly version: number;
  readonly asOf: string;
  readonly rows: readonly {
    readonly rank: number;
    readonly district: string;
    readonly name: Text;
    readonly score: string;
    readonly categories: Readonly<Record<string, string>>;
    readonly grade: string | null;
    readonly vetoes: readonly string[];
    readonly revision: number;
  }[];
}

/** The ranking as a file: a row a district in the order of the answer, with what is ranked and the points by category. */
export function rankingFile(ranking: AnsweredRanking, wish: FileWish): Promise<AnswerFile> {
  const { scheme, cycle, language } = wish;
  const { basis, group, provisional, rows } = ranking;
  const points = { align: 'center', format: pointsFormat(scheme.rounding.decimals) } as const;
  const say = columnWords(language);
  const shown = scoredCategories(scheme.document);
  const columns: SheetColumn[] = [
    { heading: say.rank, width: 8, align: 'center' },
    { heading: say.districtId, width: 16, align: 'left', format: '@' },
    { heading: say.district, width: 22, align: 'left', format: '@' },
    { heading: rankedBy(ranking, wish), width: 14, ...points },
    ...shown.map((category): SheetColumn => {
      const heading = withBrackets(category.name[language], maxInWords(category)[language], language);
      return { heading, width: 14, ...points };
    }),
    ...gradeColumns(scheme, language),
    { heading: say.revision, width: 12, align: 'center' },
  ];
  const ofGroup = group === undefined ? [] : [`${say.group} ${group}`];
  const table = {
    subject: { zh: '排名', en: 'Ranking' }[language],
    isProvisional: provisional,
    facts: [basisNames[basis][language], ...ofGroup, boardFact(ranking, cycle, language)],
    columns,
    rows: rows.map(({ rank, district, name, score, categories, revision, ...graded }) => [
      numberCell(rank),
      district,
      name[language],
      numberCell(score),
      ...shown.map(({ id }) => numberCell(categories[id]!)),
      ...gradeCells(graded, scheme, language),
      numberCell(revision),
    ]),
  };
  return tableFile(table, wish);
}

/** What the points in the ranked column are of. */
function rankedBy({ category, component }: AnsweredRanking, { scheme, language }: FileWish): string {
  const { document } = scheme;
  if (component !== undefined) {
    const { id, name } = scheme.components[scheme.indexOf.get(component)!]!;
    return `${id} ${name[language]}`;
  }
  const ranked = document.categories.find(({ id }) => id === category);
  if (ranked) return withBrackets(ranked.name[language], ranked.maxPoints, language);
  return withBrackets(columnWords(language).score, document.maxPoints, language);
}
