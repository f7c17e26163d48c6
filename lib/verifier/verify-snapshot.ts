import { canonical, fingerprint } from './canonical.ts';
import { checkAudit } from './check-audit.ts';
import { checkInputs } from './check-inputs.ts';
import { checkManifest, checkOutcome, checkReferences } from './check-outcome.ts';
import { checkPublic } from './check-public.ts';
import { checkScheme } from './check-scheme.ts';
import { checkWitnesses, type Witness } from './check-witnesses.ts';
import { type Check, type Difference, Findings } from './findings.ts';
import { type Counted, isPublic, knownFormats, readSealed, type Sealed } from './sealed-form.ts';

/** The answer of the verifier. It holds if there is no difference. */
export interface Verification {
  readonly holds: boolean;
  /** SHA-256 of the snapshot's bytes as they were given. */
  readonly sha256: string;
  /** What the snapshot says it is; `null` if it can't be read. */
  readonly subject: {
    readonly cycle: string;
    readonly revision: number;
    readonly districts: number;
    /** Whether it is the public form. */
    readonly isPublic: boolean;
  } | null;
  readonly checks: readonly Check[];
  readonly differences: readonly Difference[];
}

/** What else is at hand to check a result against. */
export interface Beside {
  /** The content of `audit.ndjson`: one audit entry a line. */
  readonly audit?: string | Uint8Array | undefined;
  /** The digest that was published for this file. */
  readonly sha256?: string | undefined;
  /** The content of `public.json`, to be held against the full snapshot. */
  readonly publicForm?: string | Uint8Array | undefined;
  /** What portals kept of the answers to their writes. */
  readonly receipts?: readonly Witness[];
  /** What write-once storage kept of the ends of the audit chains. */
  readonly anchors?: readonly Witness[];
}

/**
 * Recomputes a sealed result, or the public form of one, from its inputs with exact fractions, by code that shares nothing
 * with the product's scoring, and compares every point, sum, rank and digest. What stands beside a result is checked
 * against the full snapshot only. Never throws on what a file may contain.
 */
export function verifySnapshot(content: string | Uint8Array, beside: Beside = {}): Verification {
  const findings = new Findings();
  const sha256 = fingerprint(content);
  if (beside.sha256 !== undefined) findings.same('digest', 'sha256', null, sha256, beside.sha256);
  const document = parsed(findings, content);
  const result = document === undefined ? null : formOf(findings, document);
  if (result) checkAll(findings, result, schemeOf(document), sha256, beside);
  const { checks, differences } = findings;
  const subject = result && {
    ...{ cycle: result.cycle, revision: result.revision, districts: result.rows.length },
    isPublic: isPublic(result),
  };
  return { holds: differences.length === 0, sha256, subject, checks, differences };
}

function schemeOf(document: unknown): unknown {
  return (document as { readonly scheme: unknown }).scheme;
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

function formOf(findings: Findings, document: unknown): Counted | null {
  findings.count('form');
  const read = readSealed(document);
  if (!Array.isArray(read)) return read as Counted;
  for (const { at, why } of read) findings.differ('form', at, null, why, `as ${knownFormats.join(' or ')} has it`);
  return null;
}

function checkAll(findings: Findings, result: Counted, scheme: unknown, sha256: string, beside: Beside): void {
  const isCountable = checkScheme(findings, result, scheme);
  if (!checkInputs(findings, result) || !isCountable) return;
  checkOutcome(findings, result);
  checkReferences(findings, result);
  if (isPublic(result)) return;
  checkManifest(findings, result);
  checkHeads(findings, result);
  const chains = beside.audit === undefined ? null : checkAuditFile(findings, result, beside.audit);
  checkWitnesses(findings, 'receipts', result, chains, beside.receipts ?? []);
  checkWitnesses(findings, 'anchors', result, chains, beside.anchors ?? []);
  if (beside.publicForm !== undefined) checkPublicFile(findings, result, scheme, sha256, beside.publicForm);
}

function checkAuditFile(findings: Findings, sealed: Sealed, audit: string | Uint8Array) {
  try {
    return checkAudit(findings, sealed, textOf(audit));
  } catch (fault) {
    findings.differ('audit-chains', 'audit', null, fault instanceof Error ? fault.message : 'unreadable', 'UTF-8 text');
    return null;
  }
}

/** A public form that belongs to the snapshot is sound by itself: all that it shows is the snapshot's. */
function checkPublicFile(
  findings: Findings,
  sealed: Sealed,
  scheme: unknown,
  sha256: string,
  content: string | Uint8Array,
): void {
  const document = parsed(findings, content);
  const form = document === undefined ? null : formOf(findings, document);
  if (!form) return;
  if (isPublic(form)) checkPublic(findings, sealed, sha256, form);
  else findings.differ('public-form', 'public', null, form.format, 'kaohe-public/1');
  findings.same('public-form', 'public:/scheme', null, canonical(schemeOf(document)), canonical(scheme));
}

/** A chain without entries ends where it begins, and no other does. */
function checkHeads(findings: Findings, { rows }: Sealed): void {
  rows.forEach(({ district, revision, auditHead }, position) => {
    findings.count('audit-heads');
    if ((revision === 0) !== (auditHead === 'genesis'))
      findings.differ('audit-heads', `/rows/${position}/auditHead`, district, auditHead, `revision ${revision}`);
  });
}
