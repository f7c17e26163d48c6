import type { Body } from '../../client/index.ts';
import { pastedRows } from '../pasted-table.ts';
import { readNumber } from '../quantity-text.ts';

/** A district of a cycle to be opened. */
export type NewDistrict = Body<'openCycle'>['districts'][number];

/** What can be wrong with a pasted row. */
export type RowProblem = 'id' | 'zh' | 'en' | 'group' | 'again' | 'columns' | 'letters' | 'long' | 'coefficient';

/** What is wrong, in which row of what was pasted. */
export interface RowFault {
  readonly row: number;
  readonly problem: RowProblem;
  /** The cell; for an id that stands there twice the id, and for a coefficient that is no number its name. */
  readonly content: string;
}

/** Districts as they were pasted, each with its row, and what is wrong with them. */
export interface PastedDistricts {
  readonly districts: readonly (NewDistrict & { readonly row: number })[];
  readonly faults: readonly RowFault[];
}

const idPattern = /^[a-z0-9][a-z0-9-]{0,31}$/;
const heads: ReadonlySet<string> = new Set(['id', '编号', '区县编号', 'district', '区县', '代码']);
/** What the API takes for no line: controls, zero-width characters, marks of direction, half characters. */
const strange = /[\p{Cc}\p{Cs}\p{Cf}\p{Noncharacter_Code_Point}\u2028\u2029]/u;
const nameLengthMax = 100;

/**
 * Reads districts out of pasted cells: id, Chinese name, English name, group or nothing, and behind it a column for each
 * coefficient that the method reads. A head above them is left out.
 */
export function readDistricts(text: string, coefficients: readonly string[]): PastedDistricts {
  const rows = pastedRows(text);
  const isHeaded = heads.has(rows[0]?.cells[0]?.toLowerCase() ?? '');
  const seen = new Set<string>();
  const faults: RowFault[] = [];
  const districts = (isHeaded ? rows.slice(1) : rows).map(({ row, cells }) => {
    const [id = '', zh = '', en = '', group = '', ...rest] = cells;
    const more = rest.slice(coefficients.length);
    const numbers = coefficients.map((name, at) => [name, readNumber(rest[at] ?? '').text ?? ''] as const);
    const complain = (problem: RowProblem, content: string) => faults.push({ row, problem, content });
    if (!idPattern.test(id)) complain('id', id);
    else if (seen.has(id)) complain('again', id);
    seen.add(id);
    for (const [language, name] of [['zh', zh] as const, ['en', en] as const]) {
      if (name === '') complain(language, '');
      else if (strange.test(name)) complain('letters', name);
      else if ([...name.normalize('NFC')].length > nameLengthMax) complain('long', name);
    }
    if (group !== '' && !idPattern.test(group)) complain('group', group);
    for (const [name, number] of numbers) if (number === '') complain('coefficient', name);
    if (more.some((cell) => cell !== '')) complain('columns', more.join(' '));
    const given = numbers.length > 0 && { coefficients: Object.fromEntries(numbers) };
    return { row, id, name: { zh, en }, ...(group !== '' && { group }), ...given };
  });
  return { districts, faults };
}
