import type { Workbook } from '@cj-tech-master/excelts';
import type { SealedDistrict, Snapshot } from '../domain/finalization/snapshot.ts';
import { type CellContent, cellNumber, pointsFormat } from './cell-content.ts';
import { closingTime } from './closing-time.ts';
import { addSheet, firstRow, put, type SheetColumn } from './sheet-layout.ts';

/** The name of the ranking's sheet. */
export const rankingSheetName = '排名';

/** The ranking: a row a district, by rank, with its points by category. */
export function addRankingSheet(workbook: Workbook, snapshot: Snapshot): void {
  const { scheme, rows, year, revision } = snapshot;
  const points = { align: 'right', format: pointsFormat(scheme.rounding.places) } as const;
  const columns: SheetColumn[] = [
    { heading: '名次\nRank', width: 7, align: 'center' },
    { heading: '区县\nDistrict', width: 20, align: 'left', format: '@' },
    { heading: '英文名称\nName in English', width: 22, align: 'left', format: '@' },
    { heading: '组别\nGroup', width: 12, align: 'left', format: '@' },
    { heading: `总分（${scheme.maxPoints}）\nScore`, width: 11, ...points },
    ...scheme.categories.map(({ name, maxPoints }): SheetColumn => {
      return { heading: `${name.zh}（${maxPoints}）\n${name.en}`, width: 14, ...points };
    }),
    { heading: '区县编号\nId', width: 14, align: 'left', format: '@' },
  ];
  const facts = [
    `${year} 年度`,
    `周期 Cycle ${snapshot.cycle}`,
    `第 ${revision} 版 Revision ${revision}`,
    `${rows.length} 个区县 districts`,
    `截止 Closed ${closingTime(snapshot)}`,
  ].join('　');
  const sheet = addSheet(workbook, rankingSheetName, { title: `${scheme.title.zh} 排名`, facts }, columns);
  rows.forEach((row, index) => {
    contentsOf(snapshot, row).forEach((content, column) => {
      put(sheet, firstRow + index, column + 1, content, columns[column]!);
    });
  });
}

function contentsOf({ scheme }: Snapshot, row: SealedDistrict): CellContent[] {
  return [
    row.rank,
    row.name.zh,
    row.name.en,
    row.group,
    cellNumber(row.score),
    ...scheme.categories.map(({ id }) => cellNumber(row.categories[id]!)),
    row.district,
  ];
}
