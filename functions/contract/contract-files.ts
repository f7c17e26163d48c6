import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { once } from '../../lib/domain/once.ts';
import type { ShownContract } from './docs-page.ts';

const openApiFile = 'openapi.json';
const asyncApiFile = 'asyncapi.json';
const docsFile = 'docs.html';

/** Puts the contract into the folder of the code that shows it. */
export async function writeContract(folder: string, { openApi, asyncApi, docs }: ShownContract): Promise<void> {
  await writeFile(join(folder, openApiFile), JSON.stringify(openApi));
  await writeFile(join(folder, asyncApiFile), JSON.stringify(asyncApi));
  await writeFile(join(folder, docsFile), docs);
}

/** The contract as it was put into a folder; read when it is first asked for. */
export function contractIn(folder: string): () => ShownContract {
  return once(() => ({
    openApi: JSON.parse(readFileSync(join(folder, openApiFile), 'utf8')),
    asyncApi: JSON.parse(readFileSync(join(folder, asyncApiFile), 'utf8')),
    docs: readFileSync(join(folder, docsFile), 'utf8'),
  }));
}
