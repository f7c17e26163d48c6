import { canonical, fingerprint } from './canonical.ts';
import { checkAudit } from './check-audit.ts';
import { checkInputs } from './check-inputs.ts';
import { checkManifest, checkOutcome, checkReferences } from './check-outcome.ts';
import { checkScheme } from './check-scheme.ts';
import { type Check, type Difference, Findings } from './findings.ts';
import { readSealed, type Sealed } from './sealed-form.ts';

/** The answer of the verifier. It holds if there is no difference. */
export interface Verification {
  readonly holds: boolean;
  /** SHA-256 of the snapshot's bytes as they were given. */
  readonly sha256: string;
  /** What the snapshot says it is; `null` if it can't be read. */
  readonly subject: { readonly cycle: string; readonly revision: number; readonly districts: number } | null;
  readonly checks: readonly Check[];
  readonly differences: readonly Difference[];
}

/** What else is at hand to check a snapshot against. */
export interface Beside {
  /** The content of `audit.ndjson`: one audit entry a line. */
  readonly audit?: string | Uint8Array | undefined;
  /** The digest that was published for this result. */
  readonly sha256?: string | undefined;
}

/**
 * Recomputes a sealed result from its inputs with exact fractions, by code that shares nothing with the product's
 * scoring, and compares every point, sum, rank and digest. Never throws on what a file may contain.
 */
export function verifySnapshot(content: string | Uint8Array, beside: Beside = {}): Verification {
  const findings = new Findings();
  const sha256 = fingerprint(content);
  if (beside.sha256 !== undefined) findings.same('digest', 'sha256', null, sha256, beside.sha256);
  const document = parsed(findings, content);
  const sealed = document === undefined ? null : formOf(findings, document);
  if (sealed) checkAll(findings, sealed, (document as { readonly scheme: unknown }).scheme, beside.audit);
  const { checks, differences } = findings;
  const subject = sealed && { cycle: sealed.cycle, revision: sealed.revision, districts: sealed.rows.length };
  return { holds: differences.length === 0, sha256, subject, checks, differences };
}

/** Bytes as text, a byte-order mark kept; throws where they are not UTF-8. */
function textOf(content: string | Uint8Array): string {
  return typeof content === 'string'
    ? content
    : new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(content);
}

/** The parsed document, `undefined` if it is no JSON; its bytes must be the canonical ones. */
function parsed(findings: Findings, content: string | Uint8Array): unknown {
  findings.count('canonical');
  try {
    const text = textOf(content);
    const document: unknown = JSON.parse(text);
    const expected = canonical(document);
    if (text !== expected) {
      const at = firstDifference(text, expected);
      findings.differ('canonical', `byte ${Buffer.byteLength(text.slice(0, at))}`, null, ...around(text, expected, at));
    }
    return document;
  } catch (fault) {
    findings.differ('canonical', '/', null, fault instanceof Error ? fault.message : 'unreadable', 'canonical JSON');
    return undefined;
  }
}

function firstDifference(text: string, expected: string): number {
  let at = 0;
  while (at < text.length && text[at] === expected[at]) at++;
  return at;
}

function around(text: string, expected: string, at: number): [string, string] {
  const from = Math.max(0, at - 20);
  return [text.slice(from, at + 20), expected.slice(from, at + 20)];
}

function formOf(findings: Findings, document: unknown): Sealed | null {
  findings.count('form');
  const read = readSealed(document);
  if (!Array.isArray(read)) return read as Sealed;
  for (const { at, why } of read) findings.differ('form', at, null, why, 'as kaohe-snapshot/1 has it');
  return null;
}

function checkAll(findings: Findings, sealed: Sealed, scheme: unknown, audit: Beside['audit']): void {
  checkScheme(findings, sealed, scheme);
  if (!checkInputs(findings, sealed)) return;
  checkOutcome(findings, sealed);
  checkManifest(findings, sealed);
  checkReferences(findings, sealed);
  checkHeads(findings, sealed);
  if (audit !== undefined) checkAuditFile(findings, sealed, audit);
}

function checkAuditFile(findings: Findings, sealed: Sealed, audit: string | Uint8Array): void {
  try {
    checkAudit(findings, sealed, textOf(audit));
  } catch (fault) {
    findings.differ('audit-chains', 'audit', null, fault instanceof Error ? fault.message : 'unreadable', 'UTF-8 text');
  }
}

/** A chain without entries ends where it begins, and no other does. */
function checkHeads(findings: Findings, { rows }: Sealed): void {
  rows.forEach(({ district, revision, auditHead }, position) => {
    findings.count('audit-heads');
    if ((revision === 0) !== (auditHead === 'genesis'))
      findings.differ('audit-heads', `/rows/${position}/auditHead`, district, auditHead, `revision ${revision}`);
  });
}
