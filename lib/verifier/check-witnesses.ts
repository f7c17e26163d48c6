import * as z from 'zod';
import type { AuditLine } from './audit-line.ts';
import type { Findings } from './findings.ts';
import type { Sealed } from './sealed-form.ts';

const head = { revision: z.int().min(0), auditHead: z.string().regex(/^([0-9a-f]{64}|genesis)$/) };
const ofDistrict = z.object({ district: z.string(), ...head });
const answer = z.object({ district: z.string(), receipt: z.object(head) });
const anchor = z.object({ format: z.literal('kaohe-anchor/1'), cycle: z.string(), heads: z.array(ofDistrict) });

/** What somebody kept, outside of the table, of how a book's history ended at some time. */
export interface Witness {
  /** Where it stands: `receipts.ndjson:3`. */
  readonly at: string;
  /** The cycle that it names; receipts name none. */
  readonly cycle: string | null;
  readonly district: string;
  readonly revision: number;
  readonly auditHead: string;
}

/**
 * Reads receipts, one JSON object a line: the answer to a write as it was given, or its district with the fields of its
 * receipt. `null` where a line is neither.
 */
export function readReceipts(file: string, text: string): readonly Witness[] | null {
  const lines = text
    .split('\n')
    .flatMap((line, index) => (line.trim() === '' ? [] : [{ line, at: `${file}:${index + 1}` }]));
  const read = lines.map(({ line, at }) => {
    const json = parsed(line);
    const whole = answer.safeParse(json);
    const plain = whole.success
      ? { district: whole.data.district, ...whole.data.receipt }
      : ofDistrict.safeParse(json).data;
    return plain ? { at, cycle: null, ...plain } : null;
  });
  return read.every((witness) => witness !== null) && read.length > 0 ? read : null;
}

/** Reads an anchor as it lies in write-once storage; `null` where it is none. */
export function readAnchor(file: string, text: string): readonly Witness[] | null {
  const read = anchor.safeParse(parsed(text));
  if (!read.success) return null;
  const { cycle, heads } = read.data;
  return heads.map((kept, index) => ({ at: `${file}:/heads/${index}`, cycle, ...kept }));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/**
 * Checks what was kept elsewhere against the result: at the witnessed revision the sealed history had the witnessed end.
 * A history that was rewritten, or cut, together with its head shows here and nowhere else. Revisions before the sealed
 * one need the audit file.
 */
export function checkWitnesses(
  findings: Findings,
  check: 'receipts' | 'anchors',
  sealed: Sealed,
  chains: ReadonlyMap<string, readonly AuditLine[]> | null,
  witnesses: readonly Witness[],
): void {
  const rows = new Map(sealed.rows.map((row) => [row.district, row]));
  for (const { at, cycle, district, revision, auditHead } of witnesses) {
    const row = rows.get(district);
    if (cycle !== null) findings.same(check, at, district, cycle, sealed.cycle);
    if (!row || revision > row.revision) {
      const expected = row ? `revision ${row.revision} or earlier` : 'a district of this result';
      findings.count(check);
      findings.differ(check, at, district, row ? `revision ${revision}` : district, expected);
      continue;
    }
    findings.same(check, at, `${district} @${revision}`, auditHead, endAt(row, revision, chains));
  }
}

function endAt(
  row: Sealed['rows'][number],
  revision: number,
  chains: ReadonlyMap<string, readonly AuditLine[]> | null,
): string {
  if (revision === row.revision) return row.auditHead;
  if (revision === 0) return 'genesis';
  if (!chains) return 'the audit file, which was not given';
  return chains.get(row.district)?.find((entry) => entry.revision === revision)?.hash ?? 'no entry of this revision';
}
