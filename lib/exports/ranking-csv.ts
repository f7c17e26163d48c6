import { stringify } from 'csv-stringify/sync';
import type { Snapshot } from '../domain/finalization/snapshot.ts';

/**
 * The ranking as CSV that Excel and WPS open by a double click: UTF-8 with a byte-order mark, lines ending in CR LF,
 * points as plain numbers with the scheme's places. A text that a spreadsheet would take for a formula gets an
 * apostrophe in front.
 */
export function rankingCsv({ scheme, rows }: Snapshot): Uint8Array {
  const header = [
    '名次 Rank',
    '区、县（市）编号 District',
    '区、县（市）',
    'Name',
    '组别 Group',
    `总分 Score (${scheme.maxPoints})`,
    ...scheme.categories.map(({ name, maxPoints }) => `${name.zh} ${name.en} (${maxPoints})`),
    '台账修订号 Book revision',
  ];
  const records = rows.map((row) => [
    String(row.rank),
    row.district,
    row.name.zh,
    row.name.en,
    row.group ?? '',
    row.score,
    ...scheme.categories.map(({ id }) => row.categories[id]!),
    String(row.revision),
  ]);
  const guarded = [header, ...records].map((record) => record.map(guardedText));
  return new TextEncoder().encode(stringify(guarded, { bom: true, record_delimiter: 'windows' }));
}

/** What begins a formula, as typed or as a spreadsheet's input method turns it: half and full width, after white space too. */
const FORMULA_START = /^[\s\p{Cc}]*[=+\-@＝＋－＠−]|^[\t\r\n]/u;

/** The text as it may stand in a cell of a CSV file: `=cmd` → `'=cmd`. */
export function guardedText(text: string): string {
  return FORMULA_START.test(text) ? `'${text}` : text;
}
