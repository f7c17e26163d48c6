import { type AuditContent, type AuditLine, readAuditLine, readContent } from './audit-line.ts';
import { canonical, fingerprint } from './canonical.ts';
import type { Findings } from './findings.ts';
import { notApplicable, partsOf } from './method.ts';
import type { Sealed, SealedPart, SealedRow } from './sealed-form.ts';

/**
 * Checks the audit file against the snapshot, and gives the entries of each district: every district's entries are chained from `genesis` without a gap to
 * the sealed head and revision, each entry starts from what the one before it left, and what they leave in the end
 * are the targets, claims and verifications that the snapshot counts.
 */
export function checkAudit(
  findings: Findings,
  sealed: Sealed,
  text: string,
): ReadonlyMap<string, readonly AuditLine[]> {
  const rows = new Map(sealed.rows.map((row) => [row.district, row]));
  const chains = new Map<string, AuditLine[]>(sealed.rows.map(({ district }) => [district, []]));
  text.split('\n').forEach((line, index) => {
    if (line === '') return;
    const entry = readAuditLine(line, index + 1);
    const chain = entry?.cycle === sealed.cycle ? chains.get(entry.district) : undefined;
    if (entry && chain) chain.push(entry);
    else findings.differ('audit-chains', `audit:${index + 1}`, null, line.slice(0, 80), 'an entry of this result');
  });
  const assigned = new Set(
    partsOf(sealed.scheme).flatMap(({ part }) => (part.target.kind === 'assigned' ? [part.id] : [])),
  );
  for (const [district, chain] of chains) {
    const row = rows.get(district)!;
    checkChain(findings, sealed.epoch, row, chain);
    checkReplay(findings, row, chain, assigned);
  }
  return chains;
}

function checkChain(findings: Findings, epochMax: number, row: SealedRow, chain: readonly AuditLine[]): void {
  let previous = 'genesis';
  chain.forEach((entry, index) => {
    const { line, hash, ...content } = entry;
    const at = `audit:${line}`;
    findings.count('audit-chains');
    const links = [
      ['revision', entry.revision, index + 1],
      ['previous', entry.previous, previous],
      ['hash', hash, fingerprint(canonical(content))],
    ] as const;
    for (const [field, stated, expected] of links)
      if (stated !== expected) findings.differ('audit-chains', `${at}/${field}`, row.district, stated, expected);
    if (entry.epoch > epochMax)
      findings.differ('audit-chains', `${at}/epoch`, row.district, entry.epoch, `≤ ${epochMax}`);
    previous = hash;
  });
  findings.same('audit-heads', 'audit: end of the chain', row.district, chain.length, row.revision);
  findings.same('audit-heads', 'audit: end of the chain', row.district, previous, row.auditHead);
}

const blank = canonical({ target: null, claim: null, verification: null });

function checkReplay(
  findings: Findings,
  row: SealedRow,
  chain: readonly AuditLine[],
  assigned: ReadonlySet<string>,
): void {
  const left = new Map<string, unknown>();
  const components = new Set(row.components.map(({ component }) => component));
  for (const { line, changes } of chain)
    for (const { component, before, after } of changes) {
      if (typeof component !== 'string' || !components.has(component)) continue;
      const expected = left.has(component) ? canonical(left.get(component)) : blank;
      findings.same('audit-replay', `audit:${line}`, `${row.district} ${component}`, canonical(before), expected);
      left.set(component, after);
    }
  for (const sealed of row.components) {
    const of = `${row.district} ${sealed.component}`;
    const isAssigned = assigned.has(sealed.component);
    const replayed = left.has(sealed.component) ? readContent(left.get(sealed.component)) : nothing;
    const expected = replayed ? canonical(outcomeOf(replayed, isAssigned)) : 'a target, a claim and a verification';
    findings.same('audit-replay', 'audit: what it leaves', of, canonical(inputsOf(sealed, isAssigned)), expected);
  }
}

const nothing: AuditContent = { target: null, claim: null, verification: null };

/** What the snapshot holds of a component's inputs. */
function inputsOf({ target, claim, verification }: SealedPart, isAssigned: boolean): unknown {
  return { target: recordedTarget(target, isAssigned), claim, verification };
}

/** A target that nobody assigns is the scheme's, not the audit's; that a component does not apply is recorded of any. */
function recordedTarget(target: string | null, isAssigned: boolean): string | null {
  return isAssigned || target === notApplicable ? target : null;
}

function outcomeOf({ target, claim, verification }: AuditContent, isAssigned: boolean): unknown {
  return {
    target: recordedTarget(target, isAssigned),
    claim: claim && { value: claim.value, revision: claim.revision, returned: claim.returned },
    verification: verification && {
      value: verification.value,
      claimRevision: verification.claimRevision,
      deduction: verification.deduction,
      evidence: verification.evidence ?? [],
      onSite: verification.onSite ?? null,
    },
  };
}
