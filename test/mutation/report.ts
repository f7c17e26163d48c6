import { dirname } from 'node:path';
import { knownPardons, type Mutant, type Pardon, pardonOf, replaced } from './survivors.ts';

/** What Stryker reports of the files that it mutated. */
export interface Report {
  readonly files: Record<string, { readonly source: string; readonly mutants: readonly Mutant[] }>;
}

/** Mutants by how they ended. Those that Stryker left out are no part of the score. */
interface Tally {
  noticed: number;
  pardoned: number;
  unexplained: number;
  leftOut: number;
}

/** A mutant that no test noticed, and why it may live, if anybody has said so. */
interface Survivor {
  readonly text: string;
  readonly pardon: Pardon | undefined;
}

const noticed = new Set(['Killed', 'Timeout']);
const alive = new Set(['Survived', 'NoCoverage']);

const blank = (): Tally => ({ noticed: 0, pardoned: 0, unexplained: 0, leftOut: 0 });
const sizeOf = (tally: Tally) => tally.noticed + tally.pardoned + tally.unexplained;
const scoreOf = (tally: Tally) => (sizeOf(tally) === 0 ? 100 : (100 * tally.noticed) / sizeOf(tally));

/**
 * Prints survivors by their reasons, and reasons that no mutant of these files needed; then the counts of each folder and
 * of all; and last who survived without a reason. Gives the score of all: the share noticed, in percent.
 */
export function print(reports: readonly Report[]): number {
  const pardons = knownPardons();
  const folders = new Map<string, Tally>();
  const total = blank();
  const survivors: Survivor[] = [];
  const files = reports.flatMap((report) => Object.entries(report.files)).sort(([a], [b]) => (a < b ? -1 : 1));
  for (const [file, { source, mutants }] of files) {
    const folder = folders.get(dirname(file)) ?? blank();
    folders.set(dirname(file), folder);
    for (const mutant of mutants) {
      const pardon = pardonOf(pardons, file, source, mutant);
      const end = endOf(mutant, pardon);
      for (const tally of [folder, total]) tally[end] += 1;
      if (alive.has(mutant.status)) survivors.push({ text: describe(file, source, mutant), pardon });
    }
  }
  printReasons(survivors);
  const needed = new Set(survivors.map(({ pardon }) => pardon));
  const spare = files.flatMap(([file]) => (pardons[file] ?? []).filter((pardon) => !needed.has(pardon)));
  list(
    'Reasons that no survivor needed',
    spare.map(({ source, becomes }) => `${source} → ${becomes}`),
  );
  console.log(`\n${heading}`);
  for (const [folder, tally] of folders) console.log(row(folder, tally));
  console.log(row('all', total));
  list(
    'Survived without a reason',
    survivors.filter(({ pardon }) => !pardon).map(({ text }) => text),
  );
  return scoreOf(total);
}

function endOf({ status }: Mutant, pardon: Pardon | undefined): keyof Tally {
  if (noticed.has(status)) return 'noticed';
  if (!alive.has(status)) return 'leftOut';
  return pardon ? 'pardoned' : 'unexplained';
}

function describe(file: string, source: string, mutant: Mutant): string {
  const change = `${replaced(source, mutant)} → ${mutant.replacement.replace(/\s+/g, ' ')}`;
  return `${file}:${mutant.location.start.line} ${mutant.mutatorName}: ${change}`;
}

function printReasons(survivors: readonly Survivor[]): void {
  const pardoned = survivors.filter(({ pardon }) => pardon);
  for (const [reason, those] of Map.groupBy(pardoned, ({ pardon }) => pardon!.reason))
    list(
      reason,
      those.map(({ text }) => text),
    );
}

/** A heading with how many there are, and each in a line; nothing for none. */
function list(title: string, lines: readonly string[]): void {
  if (lines.length > 0) console.log(`\n${title} (${lines.length}):\n${lines.map((line) => `  ${line}`).join('\n')}`);
}

const aligned = (name: string, cells: readonly string[]) =>
  name.padEnd(32) + cells.map((cell) => cell.padStart(12)).join('');

const heading = aligned('', ['mutants', 'noticed', 'with reason', 'without', 'left out']);

function row(name: string, tally: Tally): string {
  const share = `${scoreOf(tally).toFixed(1)} %`;
  const counts = [tally.pardoned, tally.unexplained, tally.leftOut].map(String);
  return aligned(name, [String(sizeOf(tally)), share, ...counts]);
}
