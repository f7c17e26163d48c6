import { stringify } from 'csv-stringify/sync';
import { sha256 } from '../domain/digest.ts';
import { snapshotText } from '../domain/finalization/build-snapshot.ts';
import { publicSnapshot, publicSnapshotText } from '../domain/finalization/public-snapshot.ts';
import type { ResultFile } from '../domain/finalization/result-ports.ts';
import { hasPublicForm, type Snapshot } from '../domain/finalization/snapshot.ts';
import { certificate } from './certificate.ts';
import { explainResult } from './explained-result.ts';
import { gradeInWords, maxInWords, scoredCategories } from './paper-words.ts';
import { resultWorkbook } from './result-workbook.ts';
import { guardedText } from './sheet.ts';

/**
 * All files of a sealed result: `snapshot.json` and its public form `public.json` where it has one, `ranking.csv`,
 * `result.xlsx` and a certificate a district. A pure function of the snapshot: made twice, on any machine, they are the
 * same bytes.
 */
export async function makeResultFiles(snapshot: Snapshot): Promise<ResultFile[]> {
  const encoder = new TextEncoder();
  const sealed = encoder.encode(snapshotText(snapshot));
  const digest = sha256(sealed);
  const result = explainResult(snapshot);
  return [
    { name: 'snapshot.json', contentType: 'application/json', bytes: sealed },
    ...(hasPublicForm(snapshot) ? [publicFile(snapshot)] : []),
    { name: 'ranking.csv', contentType: 'text/csv; charset=utf-8', bytes: rankingCsv(snapshot) },
    {
      name: 'result.xlsx',
      contentType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
      bytes: await resultWorkbook(result),
    },
    ...result.districts.map((district) => ({
      name: `certificates/${district.sealed.district}.html`,
      contentType: 'text/html; charset=utf-8',
      bytes: encoder.encode(certificate(snapshot, district, digest)),
    })),
  ];
}

function publicFile(snapshot: Snapshot): ResultFile {
  const text = publicSnapshotText(publicSnapshot(snapshot));
  return { name: 'public.json', contentType: 'application/json', bytes: new TextEncoder().encode(text) };
}

/**
 * The ranking as CSV that Excel and WPS open by a double click: UTF-8 with a byte-order mark, lines ending in CR LF,
 * points as plain numbers with the scheme's places. A text that a spreadsheet would take for a formula gets an
 * apostrophe in front; points below zero are numbers.
 */
export function rankingCsv({ scheme, rows }: Snapshot): Uint8Array {
  const hasGrades = scheme.grades !== undefined;
  const categories = scoredCategories(scheme);
  const header = [
    '名次 Rank',
    '区、县（市）编号 District',
    '区、县（市）',
    'Name',
    '组别 Group',
    `总分 Score (${scheme.maxPoints})`,
    ...categories.map((category) => `${category.name.zh} ${category.name.en} (${maxInWords(category).en})`),
    ...(hasGrades ? ['等次 Grade'] : []),
    '台账修订号 Book revision',
  ];
  const records = rows.map((row) => [
    String(row.rank),
    ...[row.district, row.name.zh, row.name.en, row.group ?? ''].map(guardedText),
    row.score,
    ...categories.map(({ id }) => row.categories[id]!),
    ...(hasGrades ? [guardedText(gradeInWords(scheme, row)?.zh ?? '')] : []),
    String(row.revision),
  ]);
  const lines = [header.map(guardedText), ...records];
  return new TextEncoder().encode(stringify(lines, { bom: true, record_delimiter: 'windows' }));
}
