import { describe, expect, it } from 'vitest';
import { digestOf } from '../../lib/domain/digest.ts';
import { verifySnapshot } from '../../lib/verifier/verify-snapshot.ts';
import { changedScheme } from '../support/changed-scheme.ts';
import { largeCohort } from '../support/sample-cohort.ts';
import { asJson, resealed, sealedSample } from '../support/sample-snapshot.ts';

const scheme = changedScheme();
const sample = sealedSample(scheme, largeCohort(scheme, 3));

describe('the audit file', () => {
  const lines = sample.audit.trimEnd().split('\n');
  const checksOf = (changed: readonly string[]) =>
    verifySnapshot(sample.text, { audit: `${changed.join('\n')}\n` }).differences.map(({ check }) => check);

  it('is refused with an entry altered', () => {
    const altered = lines.with(3, lines[3]!.replace('assessor-1', 'assessor-2'));
    expect(checksOf(altered)).toContain('audit-chains');
  });

  it('is refused with an entry dropped from the middle', () => {
    expect(checksOf(lines.toSpliced(5, 1))).toContain('audit-chains');
  });

  it('is refused with its tail cut off', () => {
    expect(checksOf(lines.slice(0, -1))).toContain('audit-heads');
  });

  it('is refused with two entries of a district swapped', () => {
    expect(checksOf(lines.with(3, lines[4]!).with(4, lines[3]!))).toContain('audit-chains');
  });

  it('is refused with an entry added after the sealed head', () => {
    const last = JSON.parse(lines.at(-1)!);
    const { hash: _, ...added } = { ...last, revision: last.revision + 1, previous: last.hash, changes: [] };
    const found = checksOf([...lines, JSON.stringify({ ...added, hash: digestOf(added) })]);
    expect(found).toEqual(['audit-heads', 'audit-heads']);
  });

  it('is refused with lines that are no entries, of another cycle or of no district', () => {
    expect(checksOf([...lines, 'not an entry'])).toEqual(['audit-chains']);
    expect(checksOf([...lines, lines[0]!.replace('sample-2019', 'sample-2020')])).toEqual(['audit-chains']);
    expect(checksOf([...lines, lines[0]!.replace('d-0001', 'd-9999')])).toEqual(['audit-chains']);
  });

  it('is refused where it leaves another value, even rewritten as a whole with the head in the snapshot', () => {
    const { snapshot, audit } = rewritten((entry) => {
      const change = entry.changes[0]!;
      if (entry.revision === 9) change.after.verification.value = '1';
    });
    const { differences } = verifySnapshot(snapshot, { audit });
    expect(new Set(differences.map(({ check }) => check))).toEqual(new Set(['audit-replay']));
  });

  it('is refused where an entry does not start from what the one before it left', () => {
    const { snapshot, audit } = rewritten((entry) => {
      if (entry.revision === 9) entry.changes[0]!.before.target = '77';
    });
    expect(verifySnapshot(snapshot, { audit }).differences.map(({ check }) => check)).toEqual(['audit-replay']);
  });

  interface Entry {
    revision: number;
    district: string;
    previous: string;
    hash: string;
    changes: { before: { target: string }; after: { verification: { value: string } } }[];
  }

  /** The first district's chain with an entry changed and every later hash computed again, its head sealed. */
  function rewritten(change: (entry: Entry) => void): { snapshot: string; audit: string } {
    const district = (JSON.parse(lines[0]!) as Entry).district;
    let previous = 'genesis';
    const chain = lines.map((line) => {
      const entry = JSON.parse(line) as Entry;
      if (entry.district !== district) return line;
      change(entry);
      const { hash: _, ...content } = { ...entry, previous };
      previous = digestOf(asJson(content));
      return JSON.stringify({ ...content, hash: previous });
    });
    const { text } = resealed(sample.snapshot, (draft) => {
      draft.rows.find((row) => row.district === district)!.auditHead = previous;
    });
    return { snapshot: text, audit: chain.join('\n') };
  }
});
