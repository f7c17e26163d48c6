import { readFile } from 'node:fs/promises';
import { visible } from './shown-text.ts';
import { UsageFault } from './verb.ts';

/** The bytes of a file that was named; one that can't be read is a mistake of usage. */
export async function readGivenFile(file: string): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = await readFile(file).catch((fault: NodeJS.ErrnoException) => {
    const name = visible(file);
    throw new UsageFault({ zh: `无法读取 ${name}（${fault.code}）。`, en: `${name} can't be read (${fault.code}).` });
  });
  return new Uint8Array(bytes);
}
