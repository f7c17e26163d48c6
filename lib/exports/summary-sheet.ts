import type { Snapshot } from '../domain/finalization/snapshot.ts';
import type { ExplainedDistrict, ExplainedResult } from './explained-result.ts';
import {
  cohortFacts,
  gradeInWords,
  hasPoints,
  maxInWords,
  rangeInWords,
  scoredCategories,
  scoredComponents,
} from './paper-words.ts';
import { type CellContent, cellNumber, pointsFormat, rankFormat, type Sheet } from './sheet.ts';
import { firstRowOf, fitRows, newSheet, put, type SheetColumn } from './sheet-layout.ts';

/** The name of the sheet of all points. */
export const summarySheetName = '汇总表';

/**
 * All points on one sheet: a row a district, by rank; a column for each component by which points can be earned or lost,
 * with the sum of each category.
 */
export function summarySheet({ snapshot, districts }: ExplainedResult): Sheet {
  const { scheme, year } = snapshot;
  const columns = columnsOf(snapshot);
  const titles = { title: `${year} 年度 ${scheme.title.zh} 汇总表`, facts: cohortFacts(snapshot) };
  const sheet = newSheet(summarySheetName, titles, columns, { size: 'a3', frozenColumns: 2 });
  const first = firstRowOf(columns);
  districts.forEach((district, index) => {
    const row = first + index;
    const contents = contentsOf(snapshot, district);
    contents.forEach((content, column) => {
      const layout = column === 0 ? { ...columns[0]!, format: rankFormat(district.isTied) } : columns[column]!;
      put(sheet, row, column + 1, content, layout, { bold: isSum(columns[column]!) });
    });
    const texts = scheme.grades ? [1, contents.length - 1] : [1];
    fitRows(
      sheet,
      row,
      texts.map((at) => ({ row, span: 1, content: contents[at]!, layout: columns[at]! })),
    );
  });
  return sheet;
}

const sum = '小计';
const total = '总分';

const isSum = ({ heading }: SheetColumn) => heading.startsWith(sum) || heading.startsWith(total);

function columnsOf({ scheme }: Snapshot): SheetColumn[] {
  const points = { align: 'center', format: pointsFormat(scheme.rounding.places) } as const;
  return [
    { heading: '名次\nRank', width: 12, align: 'center' },
    { heading: '区、县（市）\nDistrict', width: 18, align: 'left', format: '@' },
    ...scoredCategories(scheme).flatMap((category): SheetColumn[] => {
      const { name, maxPoints } = category;
      const group = `${name.zh}（${maxInWords(category).zh}）\n${name.en}`;
      return [
        ...scoredComponents(category).map((part): SheetColumn => {
          return {
            heading: `${part.id}\n${inShortLines(part.name.zh)}\n（${rangeInWords(part).zh}）`,
            group,
            width: 7.5,
            ...points,
          };
        }),
        { heading: `${sum}\nSum\n（${maxPoints}）`, group, width: 8, ...points },
      ];
    }),
    { heading: `${total}\nScore\n（${scheme.maxPoints}）`, width: 9, ...points },
    ...(scheme.grades ? [{ heading: '等次\nGrade', width: 20, align: 'center', format: '@' } as const] : []),
  ];
}

/** A Chinese name in even lines of at most three characters, which leave air in a narrow column; others break at spaces. */
function inShortLines(name: string): string {
  if (!/^[\u2e80-\uffff]+$/.test(name)) return name;
  const each = Math.ceil(name.length / Math.ceil(name.length / 3));
  return name.replace(new RegExp(`.{${each}}(?=.)`, 'g'), '$&\n');
}

function contentsOf({ scheme }: Snapshot, { sealed, lines }: ExplainedDistrict): CellContent[] {
  const scored = lines.filter(({ component }) => hasPoints(component));
  const points = scored.flatMap(({ category, sealed: part }, index) => {
    const own = cellNumber(part.points);
    return scored[index + 1]?.category === category ? [own] : [own, cellNumber(sealed.categories[category.id]!)];
  });
  const grade = scheme.grades ? [gradeInWords(scheme, sealed)?.zh ?? null] : [];
  return [sealed.rank, sealed.name.zh, ...points, cellNumber(sealed.score), ...grade];
}
