import { Workbook } from '@cj-tech-master/excelts';
import { cellText } from './cell-content.ts';
import { addDistrictSheet } from './district-sheet.ts';
import type { ExplainedResult } from './explained-result.ts';
import { addRankingSheet, rankingSheetName } from './ranking-sheet.ts';
import { sheetNames } from './sheet-names.ts';
import { addSummarySheet, summarySheetName } from './summary-sheet.ts';

/**
 * The sealed result as an XLSX workbook: the ranking, all points on one sheet, then a sheet a district. The same
 * snapshot gives the same bytes on every machine: the only dates in it are those of the snapshot.
 */
export async function resultWorkbook(result: ExplainedResult): Promise<Uint8Array> {
  const { snapshot, districts } = result;
  const closedAt = new Date(snapshot.closingAt);
  const workbook = new Workbook();
  workbook.creator = 'Kaohe';
  workbook.lastModifiedBy = 'Kaohe';
  workbook.created = closedAt;
  workbook.modified = closedAt;
  workbook.title = cellText(`${snapshot.year} 年度 ${snapshot.scheme.title.zh}`);
  addRankingSheet(workbook, result);
  addSummarySheet(workbook, result);
  const names = sheetNames(
    snapshot.rows.map(({ name }) => name.zh),
    [rankingSheetName, summarySheetName],
  );
  districts.forEach((district, index) => {
    addDistrictSheet(workbook, names[index]!, snapshot, district);
  });
  return workbook.xlsx.writeBuffer({ zip: { modTime: fileTime(closedAt), timestamps: 'dos' }, validate: false });
}

/** ZIP entries carry local clock fields: noon of the closing day, so that they read the same in every time zone. */
function fileTime(closedAt: Date): Date {
  return new Date(closedAt.getUTCFullYear(), closedAt.getUTCMonth(), closedAt.getUTCDate(), 12);
}
