import { execFileSync, spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { join } from 'node:path';

const folder = import.meta.dirname;

/** Installs the generators and linters as they are locked, unless that was done since the lock was written. */
export function installTools(): void {
  const changedAt = (file: string) => statSync(join(folder, file), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  if (changedAt('node_modules/.package-lock.json') > changedAt('package-lock.json')) return;
  execFileSync('npm', ['ci'], { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] });
}

/** What one of them says, and whether it was content. */
export interface Said {
  readonly isContent: boolean;
  readonly text: string;
}

/** Runs one of them, by its command, on files named by their whole paths. */
export function runTool(command: string, ...given: readonly string[]): Said {
  const env = { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true', NO_COLOR: '1' };
  const ended = spawnSync(join(folder, 'node_modules/.bin', command), given, { cwd: folder, env, encoding: 'utf8' });
  return { isContent: ended.status === 0, text: `${ended.stdout}${ended.stderr}` };
}

/** Makes the types of a document, with a name for each schema. */
export function makeTypes(document: string, types: string): void {
  const { isContent, text } = runTool(
    'openapi-typescript',
    document,
    '-o',
    types,
    '--root-types',
    '--root-types-no-schema-prefix',
  );
  if (!isContent) throw new Error(text);
}
