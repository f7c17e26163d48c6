import type { NamedRange } from 'hucre';
import { writeXlsx } from 'hucre/xlsx';
import { cellText } from './cell-content.ts';
import { districtSheet } from './district-sheet.ts';
import type { ExplainedResult } from './explained-district.ts';
import { rankingSheet, rankingSheetName } from './ranking-sheet.ts';
import type { Sheet } from './sheet.ts';
import { sheetNames } from './sheet-names.ts';
import { summarySheet, summarySheetName } from './summary-sheet.ts';

/**
 * The sealed result as an XLSX workbook: the ranking, all points on one sheet, then a sheet a district. The same
 * snapshot gives the same bytes on every machine: the only dates in it are those of the snapshot.
 */
export async function resultWorkbook(result: ExplainedResult): Promise<Uint8Array> {
  const { snapshot, districts } = result;
  const closedAt = new Date(snapshot.closingAt);
  const names = sheetNames(
    snapshot.rows.map(({ name }) => name.zh),
    [rankingSheetName, summarySheetName],
  );
  const sheets = [
    rankingSheet(result),
    summarySheet(result),
    ...districts.map((district, index) => districtSheet(names[index]!, snapshot, district)),
  ];
  return writeXlsx({
    sheets,
    namedRanges: sheets.map(printTitlesOf),
    properties: {
      title: cellText(`${snapshot.year} 年度 ${snapshot.scheme.title.zh}`),
      creator: 'Kaohe',
      lastModifiedBy: 'Kaohe',
      created: closedAt,
      modified: closedAt,
    },
  });
}

/** The headings on every printed page. The library's own setting names a sheet without the quotes that most names need. */
function printTitlesOf({ name, freezePane }: Sheet): NamedRange {
  const quoted = `'${name.replaceAll("'", "''")}'`;
  return { name: '_xlnm.Print_Titles', scope: name, range: `${quoted}!$1:$${freezePane?.rows}` };
}
