import { dirname } from 'node:path';
import { knownPardons, type Mutant, pardonOf, replaced } from './survivors.ts';

/** What Stryker reports of the files that it mutated. */
export interface Report {
  readonly files: Record<string, { readonly source: string; readonly mutants: readonly Mutant[] }>;
}

/** Counts of mutants. Those that Stryker left out are no part of the score. */
interface Tally {
  killed: number;
  survived: number;
  leftOut: number;
}

const noticed = new Set(['Killed', 'Timeout']);
const alive = new Set(['Survived', 'NoCoverage']);

const scoreOf = ({ killed, survived }: Tally) => (killed + survived === 0 ? 100 : (100 * killed) / (killed + survived));

/** Prints the score of each folder, then who survived and why. Gives the score of all: the share noticed, in percent. */
export function print(reports: readonly Report[]): number {
  const files = reports.flatMap((report) => Object.entries(report.files));
  const folders = new Map<string, Tally>();
  const total: Tally = { killed: 0, survived: 0, leftOut: 0 };
  for (const [file, { mutants }] of files) {
    const folder = folders.get(dirname(file)) ?? { killed: 0, survived: 0, leftOut: 0 };
    folders.set(dirname(file), folder);
    for (const { status } of mutants)
      for (const tally of [folder, total]) {
        if (noticed.has(status)) tally.killed += 1;
        else if (alive.has(status)) tally.survived += 1;
        else tally.leftOut += 1;
      }
  }
  for (const [folder, tally] of [...folders].sort(([a], [b]) => (a < b ? -1 : 1))) console.log(row(folder, tally));
  console.log(row('all', total));
  printSurvivors(files);
  return scoreOf(total);
}

function row(name: string, tally: Tally): string {
  const { killed, survived, leftOut } = tally;
  return `${name.padEnd(34)} ${scoreOf(tally).toFixed(1).padStart(5)} % of ${killed + survived} noticed, ${leftOut} left out`;
}

/** The survivors: first those that nobody has given a reason for, then the others by reason. */
function printSurvivors(files: readonly [string, Report['files'][string]][]): void {
  const pardons = knownPardons();
  const byReason = new Map<string, string[]>();
  for (const [file, { source, mutants }] of files)
    for (const mutant of mutants.filter(({ status }) => alive.has(status))) {
      const reason = pardonOf(pardons, file, source, mutant) ?? '';
      const place = `${file}:${mutant.location.start.line} ${mutant.mutatorName}`;
      const change = `${replaced(source, mutant)} → ${mutant.replacement.replace(/\s+/g, ' ')}`;
      byReason.set(reason, [...(byReason.get(reason) ?? []), `  ${place}: ${change}`]);
    }
  for (const [reason, survivors] of [...byReason].sort(([a], [b]) => (a < b ? -1 : 1)))
    console.log(`\n${reason || 'Survived without a reason'} (${survivors.length}):\n${survivors.join('\n')}`);
}
