import type { AuditEntry } from '../../../lib/domain/book-change.ts';
import type { Cycle } from '../../../lib/domain/cycle.ts';
import { canonicalJson } from '../../../lib/domain/digest.ts';
import type { ResultFile } from '../../../lib/domain/finalization/result-ports.ts';
import type { Final } from '../../../lib/domain/finalization/sealing.ts';
import type { Snapshot } from '../../../lib/domain/finalization/snapshot.ts';
import { Busy } from '../../../lib/domain/ports.ts';
import { SeenBooks } from '../cycle-books.ts';
import type { CycleRules } from '../cycle-rules.ts';
import type { FinalDependencies } from '../dependencies.ts';
import { stepTo, theClock } from './record-step.ts';
import { resultPrefix } from './result-names.ts';

const filesAtOnce = 20;

/** Writes the files of the last sealed result from its committed record, once and for ever, and records that they are there. */
export async function exportResult(
  needs: FinalDependencies,
  { cycle }: CycleRules,
  seen = new SeenBooks(),
): Promise<void> {
  const final = await needs.seals.load(cycle.id, cycle.sealing.revision);
  // A read may see half of the transaction that seals: the state, and not the result yet.
  if (!final) throw new Busy('the sealed result is not there yet');
  const snapshot = JSON.parse(await needs.seals.read(final)) as Snapshot;
  const files = [
    ...(await needs.makeResultFiles(snapshot)),
    await auditFile(needs, snapshot, seen),
    ...(await differenceFile(needs, final, snapshot, seen)),
  ];
  // Some at a time: whoever has to end by a time can, in between.
  for (let at = 0; at < files.length; at += filesAtOnce)
    await needs.results.keep(resultPrefix(final), files.slice(at, at + filesAtOnce));
  const sizes = Object.fromEntries(files.map(({ name, bytes }) => [name, bytes.byteLength]));
  await needs.seals.keepFileSizes(final, sizes);
  const after: Cycle = { ...cycle, sealing: { ...cycle.sealing, isExported: true } };
  const at = new Date(needs.clock.now()).toISOString();
  await needs.cycles.advance(cycle, after, stepTo('exported', cycle, after, theClock, at));
}

/** The audit entries that the sealed heads end, one canonical JSON object a line, by district and oldest first. */
async function auditFile(needs: FinalDependencies, snapshot: Snapshot, seen: SeenBooks): Promise<ResultFile> {
  const entries = await entriesSince(needs, snapshot, seen, () => 0);
  const lines = entries.map((entry) => `${canonicalJson(entry)}\n`).join('');
  return { name: 'audit.ndjson', contentType: 'application/x-ndjson', bytes: Buffer.from(lines) };
}

/** Entries of every book after a revision and up to the sealed one. */
async function entriesSince(
  { books }: FinalDependencies,
  { cycle, rows }: Snapshot,
  seen: SeenBooks,
  after: (district: string) => number,
): Promise<AuditEntry[]> {
  const all: AuditEntry[] = [];
  const sealed = new Map(rows.map((row) => [row.district, row]));
  for (const district of [...sealed.keys()].sort()) {
    const row = sealed.get(district)!;
    const { revision } = row;
    const count = revision - after(district);
    const known = seen.historyOf(row)?.slice(-count);
    if (count > 0) all.push(...(known ?? (await books.history(cycle, district, revision + 1, count)).reverse()));
  }
  return all;
}

/** What a correction changed against the result that it supersedes, and who wrote what meanwhile. */
async function differenceFile(
  needs: FinalDependencies,
  final: Final,
  snapshot: Snapshot,
  seen: SeenBooks,
): Promise<ResultFile[]> {
  if (!final.supersedes) return [];
  // As everything that makes files of results: no cold start waits for it.
  const { differencesBetween } = await import('../../../lib/exports/difference-report.ts');
  const older = await needs.seals.load(final.cycle, final.supersedes.revision);
  if (!older) throw new Error('the superseded result is missing');
  const before = JSON.parse(await needs.seals.read(older)) as Snapshot;
  const sealedAt = new Map(before.rows.map(({ district, revision }) => [district, revision]));
  const writes = (await entriesSince(needs, snapshot, seen, (district) => sealedAt.get(district) ?? 0)).map((entry) => {
    const { district, revision, at, by, role, action, reason, changes } = entry;
    return { district, revision, at, by, role, action, reason, components: changes.map(({ component }) => component) };
  });
  const report = { ...differencesBetween(before, snapshot), writes };
  return [{ name: 'differences.json', contentType: 'application/json', bytes: Buffer.from(canonicalJson(report)) }];
}
