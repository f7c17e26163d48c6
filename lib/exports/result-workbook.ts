import { Workbook } from '@cj-tech-master/excelts';
import type { Snapshot } from '../domain/finalization/snapshot.ts';
import { cellText } from './cell-content.ts';
import { addDistrictSheet } from './district-sheet.ts';
import { addRankingSheet, rankingSheetName } from './ranking-sheet.ts';
import { sheetNames } from './sheet-names.ts';

/**
 * The sealed result as an XLSX workbook: the ranking, then a sheet a district. The same snapshot gives the same bytes
 * on every machine: the only dates in it are those of the snapshot.
 */
export async function resultWorkbook(snapshot: Snapshot): Promise<Uint8Array> {
  const closedAt = new Date(snapshot.closingAt);
  const workbook = new Workbook();
  workbook.creator = 'Kaohe';
  workbook.lastModifiedBy = 'Kaohe';
  workbook.created = closedAt;
  workbook.modified = closedAt;
  workbook.title = cellText(snapshot.scheme.title.zh);
  addRankingSheet(workbook, snapshot);
  const names = sheetNames(
    snapshot.rows.map(({ name }) => name.zh),
    [rankingSheetName],
  );
  snapshot.rows.forEach((row, index) => {
    addDistrictSheet(workbook, names[index]!, snapshot, row);
  });
  return workbook.xlsx.writeBuffer({ zip: { modTime: fileTime(closedAt), timestamps: 'dos' }, validate: false });
}

/** ZIP entries carry local clock fields: noon of the closing day, so that they read the same in every time zone. */
function fileTime(closedAt: Date): Date {
  return new Date(closedAt.getUTCFullYear(), closedAt.getUTCMonth(), closedAt.getUTCDate(), 12);
}
