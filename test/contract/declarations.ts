import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../..');

/** Where the declarations of `kaohe/client` are committed: its sources compile by this project's settings only. */
export const declarationsFolder = join(root, 'lib/client/types');

/** Writes the declarations anew. */
export function writeDeclarations(): void {
  rmSync(declarationsFolder, { recursive: true, force: true });
  mkdirSync(declarationsFolder);
  for (const [name, text] of Object.entries(declarations())) writeFileSync(join(declarationsFolder, name), text);
}

/** The declarations of `kaohe/client` as they are now, by their files' names. */
export function declarations(): Record<string, string> {
  const folder = mkdtempSync(join(tmpdir(), 'kaohe-declarations-'));
  try {
    const settings = ['--ignoreConfig', '--target', 'es2024', '--lib', 'es2024', '--types', 'node', '--strict'];
    const modules = ['--module', 'nodenext', '--allowImportingTsExtensions', '--skipLibCheck'];
    const made = ['--declaration', '--emitDeclarationOnly', '--outDir', folder, 'lib/client/index.ts'];
    runCompiler(root, ...settings, ...modules, ...made);
    return declarationsIn(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Declarations of a folder; the contract's types are one above those of the client. */
export function declarationsIn(folder: string): Record<string, string> {
  const texts = readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'utf8')] as const);
  return Object.fromEntries(texts.map(([name, text]) => [name, text.replace("'./openapi.d.ts'", "'../openapi.d.ts'")]));
}

/** Runs the project's compiler, and gives what it says; throws where it complains. */
export function runCompiler(cwd: string, ...given: readonly string[]): string {
  const compiler = join(root, 'node_modules/typescript/bin/tsc');
  const { status, stdout } = spawnSync(process.execPath, [compiler, ...given], { cwd, encoding: 'utf8' });
  if (status !== 0) throw new Error(stdout);
  return stdout;
}
