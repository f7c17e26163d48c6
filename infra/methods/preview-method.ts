import type { District } from '../../lib/domain/cycle.ts';
import { bases } from '../../lib/domain/recalculation/board.ts';
import { compileScheme, type Scheme } from '../../lib/domain/scheme.ts';
import type { Text } from '../../lib/domain/text.ts';
import { visible } from '../../lib/terminal/shown-text.ts';
import type { Terminal } from '../../lib/terminal/terminal.ts';
import { basisOf, type Command } from '../../lib/terminal/verb.ts';
import { tellFaults } from './check-method.ts';
import { compareMethods } from './compare-methods.ts';
import { type Preview, previewTable } from './preview-table.ts';
import { readBooks, readCycle, withCoefficients } from './read-cycle.ts';
import { readDocument } from './read-document.ts';

/** `kaohe scheme preview`: what would move in a cycle if it were scored by a document. Nothing is written. */
export async function previewMethod(command: Command): Promise<number> {
  const { terminal, values, positionals } = command;
  const chosen = values.basis === undefined ? bases : [basisOf(command)];
  const read = await readDocument(positionals[1]!);
  if ('faults' in read) return tellFaults(terminal, read.faults, values.json ?? false);
  const api = await command.api();
  const cycle = await readCycle(api, await command.cycle());
  const before = { scheme: compileScheme(cycle.document), districts: cycle.districts };
  const districts = await withCoefficients(cycle.districts, values.coefficients);
  const after = { scheme: compileScheme(read.document), districts };
  const lacking = lackingCoefficients(after.scheme, districts);
  if (lacking.length > 0) return refuseLacking(terminal, lacking, values.json ?? false);
  const books = await readBooks(api, cycle, terminal);
  const [old, now] = [idsOf(before.scheme), idsOf(after.scheme)];
  const preview: Preview = {
    cycle: cycle.id,
    schemes: [told(before.scheme), told(after.scheme)],
    coefficients: otherCoefficients(cycle.districts, districts),
    onlyBefore: [...old].filter((id) => !now.has(id)),
    onlyAfter: [...now].filter((id) => !old.has(id)),
    bases: Object.fromEntries(chosen.map((basis) => [basis, compareMethods([before, after], books, basis)])),
  };
  if (values.json) terminal.print(JSON.stringify(preview));
  else terminal.print(...previewTable(terminal, preview, [before.scheme, after.scheme]));
  return 0;
}

function idsOf({ components }: Scheme): ReadonlySet<string> {
  return new Set(components.map(({ id }) => id));
}

function told({ id, hash }: Scheme) {
  return { id, hash };
}

/** The numbers of districts that are others than the cycle's, or that it lacks. */
function otherCoefficients(before: readonly District[], after: readonly District[]): Preview['coefficients'] {
  return after.flatMap(({ id: district, name, coefficients = {} }, at) => {
    const own = before[at]!.coefficients ?? {};
    const others = Object.entries(coefficients).filter(([coefficient, value]) => own[coefficient] !== value);
    return others.map(([coefficient, value]) => {
      return { district, name, coefficient, value: [own[coefficient] ?? null, value] as const };
    });
  });
}

interface Lacking {
  readonly coefficient: string;
  readonly districts: readonly string[];
}

function lackingCoefficients({ coefficients }: Scheme, districts: readonly District[]): Lacking[] {
  return coefficients.flatMap((coefficient) => {
    const without = districts.filter(({ coefficients = {} }) => !Object.hasOwn(coefficients, coefficient));
    return without.length === 0 ? [] : [{ coefficient, districts: without.map(({ id }) => id) }];
  });
}

function refuseLacking(terminal: Terminal, lacking: readonly Lacking[], isJson: boolean): number {
  const title: Text = {
    zh: '办法用到区县的系数，而周期没有载明：请用 --coefficients 给出。',
    en: 'The document reads coefficients that the cycle does not have: give them with --coefficients.',
  };
  if (isJson) terminal.complain(JSON.stringify({ title: terminal.say(title), lacking }));
  else
    terminal.complain(
      `kaohe: ${terminal.paint('red', terminal.say(title))}`,
      ...lacking.map(({ coefficient, districts }) => `  ${visible(coefficient)}  ${districts.map(visible).join(' ')}`),
    );
  return 1;
}
