import * as z from 'zod';
import type { Cycle } from '../../lib/domain/cycle.ts';
import {
  headingLengthMax,
  type ImportField,
  type ImportKind,
  type ImportRow,
  isImportHeader,
  readImportTable,
} from '../../lib/domain/import-table.ts';
import { once } from '../../lib/domain/once.ts';
import type { Text } from '../../lib/domain/text.ts';
import { readTable } from '../../lib/inspection/read-table.ts';
import { quantityText, targetText } from '../contract/quantity-schema.ts';
import type { Slug } from '../contract/refusal-slugs.ts';
import type { Caller, GivenFile } from '../contract/route.ts';
import { claimFields, namedComponent } from '../contract/schemas.ts';
import type { BookImport, ImportedRow, RefusedCell, SortedRows } from '../protocols/import-books.ts';
import { validateBody } from './body-faults.ts';

/** A row as an item of the JSON routes: the very schemas that hold those. */
const rowSchemas = {
  claims: once(() => z.strictObject({ component: namedComponent(), value: quantityText(), ...claimFields() })),
  targets: once(() => z.strictObject({ component: namedComponent(), value: targetText(), ...claimFields() })),
} as const satisfies Record<ImportKind, unknown>;

/** A row of a district that the cycle has. */
interface PlacedRow {
  readonly district: string;
  readonly row: ImportedRow;
}

/**
 * The rows of a file's table by books, in the order in which these come, each held against the schemas of the JSON routes;
 * and all cells that can't be read, told by row and heading.
 */
export async function readRows(
  kind: ImportKind,
  { bytes, contentType }: GivenFile,
  { cycle, caller }: { readonly cycle: Cycle; readonly caller: Caller },
): Promise<SortedRows> {
  const table = await readTable(bytes, contentType, (header) => isImportHeader(kind, header));
  const { rows, changed, faults, headingOf } = readImportTable(kind, table.rows);
  const [header = []] = table.rows;
  const refused: RefusedCell[] = [
    ...table.faults.map(({ row, column, code, message }) => {
      return {
        row,
        column: header[column - 1]?.trim().slice(0, headingLengthMax) || columnName(column),
        code,
        message,
      };
    }),
    // What is no table at all is not also told what it lacks.
    ...(table.rows.length === 0 && table.faults.length > 0 ? [] : faults),
  ];
  const districts = districtNames(cycle);
  const books = new Map<string, ImportedRow[]>();
  const seen = new Set<string>();
  const unread = new Set(table.faults.map(({ row }) => row));
  for (const given of rows) {
    const refuse = (field: ImportField, code: Slug, message: Text) => {
      refused.push({ row: given.row, column: headingOf(field), code, message });
    };
    const placed = placeRow(kind, given, districts, caller, refuse);
    if (!placed) continue;
    const { district, row } = placed;
    const name = `${district} ${row.component}`;
    if (seen.has(name)) refuse('component', 'duplicate-item', twice);
    else if (!unread.has(given.row)) books.set(district, [...(books.get(district) ?? []), row]);
    seen.add(name);
  }
  const sorted = [...books].map(([district, own]): BookImport => ({ district, rows: own }));
  return { books: sorted, refused: eachCellOnce(refused), changedOnReading: changed, headingOf };
}

function placeRow(
  kind: ImportKind,
  { row, fields }: ImportRow,
  districts: ReadonlyMap<string, string | null>,
  caller: Caller,
  refuse: (field: ImportField, code: Slug, message: Text) => void,
): PlacedRow | null {
  const isOwn = kind === 'claims' && fields.district === '';
  const district = isOwn ? caller.district : districts.get(fields.district.normalize('NFC'));
  if (!district)
    refuse(
      'district',
      fields.district === '' ? 'required' : 'value-out-of-range',
      district === null ? ambiguous : unknown,
    );
  else if (caller.district !== null && caller.district !== district) refuse('district', 'wrong-district', another);
  const evidence = fields.evidence
    .split(/[;\uff1b]/)
    .map((id) => id.trim())
    .filter(Boolean);
  const item = {
    component: fields.component,
    value: fields.value,
    ...(kind === 'claims' && { evidence, note: fields.note || null }),
  };
  const read = validateBody(rowSchemas[kind](), { value: item, forbiddenKeys: [] });
  if (!read.ok) for (const { path, code, message } of read.errors) refuse(path[0] as ImportField, code, message);
  if (!read.ok || !district || (caller.district !== null && caller.district !== district)) return null;
  const { component, value, note = null } = read.value;
  return { district, row: { row, component, value, evidence: read.value.evidence ?? [], note } };
}

/** Districts by what a table may call them: the id, or the Chinese name, which is nobody's where several have it. */
function districtNames({ districts }: Cycle): Map<string, string | null> {
  const names = new Map<string, string | null>();
  for (const { id, name } of districts) names.set(name.zh, names.has(name.zh) ? null : id);
  for (const { id } of districts) names.set(id, id);
  return names;
}

/** What can't be read is not also told to be wrong. */
function eachCellOnce(refused: readonly RefusedCell[]): RefusedCell[] {
  const cells = new Map<string, RefusedCell>();
  for (const cell of refused)
    if (!cells.has(`${cell.row} ${cell.column}`)) cells.set(`${cell.row} ${cell.column}`, cell);
  return [...cells.values()];
}

/** `A` to `Z`, as a spreadsheet calls its columns. */
function columnName(column: number): string {
  return String.fromCharCode(64 + column);
}

const unknown: Text = {
  zh: '该考核周期中没有这个区县；请填区县编号或中文名称。',
  en: 'The cycle has no such district; give its id or its Chinese name.',
};
const ambiguous: Text = {
  zh: '有几个区县同名；请填区县编号。',
  en: 'Several districts have this name; give the id.',
};
const another: Text = {
  zh: '这一行属于另一个区县；只能导入本区县的申报。',
  en: 'This row is of another district; a district imports only its own claims.',
};
const twice: Text = {
  zh: '同一考核内容在前面的行中已经有了；请只留一行。',
  en: 'A row above has this component already; leave one of them.',
};
