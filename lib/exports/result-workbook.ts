import type { NamedRange } from 'hucre';
import { writeXlsx } from 'hucre/xlsx';
import { districtSheet } from './district-sheet.ts';
import type { ExplainedResult } from './explained-result.ts';
import { rankingSheet, rankingSheetName } from './ranking-sheet.ts';
import { cellText, type Sheet } from './sheet.ts';
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

/** What Excel and WPS take for the length of a sheet's name, in UTF-16 code units. */
const lengthMax = 31;

/**
 * Names for sheets, one for each wanted text, all different: forbidden characters become `_`, too long ones are cut
 * between characters, and what is taken already gets a number. `taken` are names in use.
 */
export function sheetNames(wanted: readonly string[], taken: readonly string[]): string[] {
  // A workbook keeps `History` for itself, and compares names without regard to case.
  const used = new Set(['history', ...taken.map((name) => name.toLowerCase())]);
  return wanted.map((text) => {
    const base = allowed(text);
    let name = cut(base, lengthMax);
    for (let number = 2; used.has(name.toLowerCase()); number++) {
      const suffix = ` (${number})`;
      name = `${cut(base, lengthMax - suffix.length)}${suffix}`;
    }
    used.add(name.toLowerCase());
    return name;
  });
}

function allowed(text: string): string {
  const plain = text
    .toWellFormed()
    .replace(/[\p{Cc}\p{Cf}\uFFFE\uFFFF]/gu, '')
    .replace(/[\][:*?/\\]/g, '_')
    .trim()
    .replace(/^'|'$/g, '_');
  return plain === '' ? '_' : plain;
}

/** At most so many code units, without half a character; an apostrophe may not end the name. */
function cut(text: string, units: number): string {
  let length = 0;
  let kept = '';
  for (const character of text) {
    length += character.length;
    if (length > units) break;
    kept += character;
  }
  return kept.replace(/'$/, '_');
}
