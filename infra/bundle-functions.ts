import { join } from 'node:path';
import type { Metafile } from 'esbuild';
import { writeContract } from '../functions/contract/contract-files.ts';
import { type FunctionName, functions } from '../functions/deployment.ts';
import { contract } from '../functions/routes.ts';
import { bundle } from './bundle.ts';

/**
 * Bundles every deployed function into a folder of its name, and makes the contract that the open door shows, so that
 * it need not know the routes of all others. Gives what went into each bundle.
 */
export async function bundleFunctions(folder: string): Promise<Readonly<Record<FunctionName, Metafile>>> {
  const bundled = await Promise.all(
    Object.entries(functions).map(
      async ([name, { entry }]) => [name, await bundle(entry, join(folder, name))] as const,
    ),
  );
  await writeContract(join(folder, 'open-door'), contract());
  return Object.fromEntries(bundled) as Record<FunctionName, Metafile>;
}
