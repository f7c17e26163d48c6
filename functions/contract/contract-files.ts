import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { once } from '../../lib/domain/once.ts';
import type { ShownContract } from './shown-contract.ts';

const files: Readonly<Record<keyof ShownContract, string>> = {
  openApi: 'openapi.json',
  asyncApi: 'asyncapi.json',
  arazzo: 'arazzo.json',
  postman: 'postman.json',
};

const names = Object.keys(files) as (keyof ShownContract)[];

/** Puts the contract into the folder of the code that shows it. */
export async function writeContract(folder: string, contract: ShownContract): Promise<void> {
  for (const name of names) await writeFile(join(folder, files[name]), JSON.stringify(contract[name]));
}

/** The contract as it was put into a folder; read when it is first asked for. */
export function contractIn(folder: string): () => ShownContract {
  return once(() => {
    const read = names.map((name) => [name, JSON.parse(readFileSync(join(folder, files[name]), 'utf8'))]);
    return Object.fromEntries(read) as ShownContract;
  });
}
