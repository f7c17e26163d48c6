import { visible } from '../../lib/terminal/shown-text.ts';
import { layOut } from '../../lib/terminal/table.ts';
import type { Terminal } from '../../lib/terminal/terminal.ts';
import type { Command } from '../../lib/terminal/verb.ts';
import { methodTable } from './method-table.ts';
import { publishedMethod } from './published-method.ts';
import { type DocumentFault, readDocument } from './read-document.ts';

/** `kaohe scheme check`: what is wrong with a document, or the method as it would be published. */
export async function checkMethod({ terminal, values, positionals }: Command): Promise<number> {
  const read = await readDocument(positionals[1]!);
  if ('faults' in read) return tellFaults(terminal, read.faults, values.json ?? false);
  const method = publishedMethod(read.document);
  if (values.json) terminal.print(JSON.stringify({ valid: true, method }));
  else
    terminal.print(
      ...methodTable(terminal, method),
      '',
      terminal.paint('green', terminal.say({ zh: '校核无误，可以载入。', en: 'Nothing is wrong; it can be loaded.' })),
    );
  return 0;
}

/** Prints what is wrong with a document; gives the exit code. */
export function tellFaults(terminal: Terminal, faults: readonly DocumentFault[], isJson: boolean): number {
  const say = terminal.say.bind(terminal);
  const told = faults.map(({ message, ...place }) => ({ ...place, message: say(message) }));
  if (isJson) {
    terminal.print(JSON.stringify({ valid: false, faults: told }));
    return 1;
  }
  const columns = [
    { head: say({ zh: '行', en: 'line' }), align: 'right' },
    { head: say({ zh: '位置', en: 'place' }), isWrapped: true, shrinksTo: 24 },
    { head: say({ zh: '说明', en: 'what is wrong' }), isWrapped: true, shrinksTo: 24 },
  ] as const;
  const rows = told.map(({ line, pointer, message }) => [
    line === null ? '' : `${line}`,
    visible(pointer),
    visible(message),
  ]);
  const count = say({
    zh: `共 ${faults.length} 处有误，不能载入。`,
    en: `${faults.length} ${faults.length === 1 ? 'fault' : 'faults'}; it can't be loaded.`,
  });
  terminal.print(...layOut(columns, rows, terminal.width), '', terminal.paint('red', count));
  return 1;
}
