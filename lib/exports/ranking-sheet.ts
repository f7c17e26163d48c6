import type { Snapshot } from '../domain/finalization/snapshot.ts';
import type { ExplainedDistrict, ExplainedResult } from './explained-result.ts';
import { cohortFacts, countsByGroup, gradeInWords, maxInWords, scoredCategories } from './paper-words.ts';
import { type CellContent, cellNumber, pointsFormat, rankFormat, type Sheet } from './sheet.ts';
import { firstRowOf, fitRows, newSheet, put, type SheetColumn } from './sheet-layout.ts';

/** The name of the ranking's sheet. */
export const rankingSheetName = '排名';

/** The ranking: a row a district, by rank, with its points by category. */
export function rankingSheet({ snapshot, districts }: ExplainedResult): Sheet {
  const { scheme, year } = snapshot;
  const points = { align: 'center', format: pointsFormat(scheme.rounding.places) } as const;
  const columns: SheetColumn[] = [
    { heading: '名次\nRank', width: 14, align: 'center' },
    { heading: '区、县（市）\nDistrict', width: 26, align: 'left', format: '@' },
    ...(countsByGroup(scheme) ? [{ heading: '组别\nGroup', width: 12, align: 'center', format: '@' } as const] : []),
    { heading: `总分（${scheme.maxPoints}）\nScore`, width: 12, ...points },
    ...scoredCategories(scheme).map((category): SheetColumn => {
      const { name } = category;
      return { heading: `${name.zh}（${maxInWords(category).zh}）\n${name.en}`, width: 15, ...points };
    }),
    ...(scheme.grades ? [{ heading: '等次\nGrade', width: 20, align: 'center', format: '@' } as const] : []),
    { heading: '英文名称\nName in English', width: 26, align: 'left', format: '@' },
  ];
  const titles = { title: `${year} 年度 ${scheme.title.zh} 排名`, facts: cohortFacts(snapshot) };
  const sheet = newSheet(rankingSheetName, titles, columns, { size: 'a4', frozenColumns: 2 });
  const first = firstRowOf(columns);
  districts.forEach((district, index) => {
    const contents = contentsOf(snapshot, district);
    contents.forEach((content, column) => {
      const layout = column === 0 ? { ...columns[0]!, format: rankFormat(district.isTied) } : columns[column]!;
      put(sheet, first + index, column + 1, content, layout);
    });
    fitRows(
      sheet,
      first + index,
      contents.map((content, column) => ({ row: first + index, span: 1, content, layout: columns[column]! })),
    );
  });
  return sheet;
}

function contentsOf({ scheme }: Snapshot, { sealed }: ExplainedDistrict): CellContent[] {
  return [
    sealed.rank,
    sealed.name.zh,
    ...(countsByGroup(scheme) ? [sealed.group] : []),
    cellNumber(sealed.score),
    ...scoredCategories(scheme).map(({ id }) => cellNumber(sealed.categories[id]!)),
    ...(scheme.grades ? [gradeInWords(scheme, sealed)?.zh ?? null] : []),
    sealed.name.en,
  ];
}
