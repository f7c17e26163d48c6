import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { projectText } from '../support/source-files.ts';

const root = join(import.meta.dirname, '../..');
const guard = '--import ./infra/needed-node.mjs';

/** What a Node says that begins a program behind the guard; options make this one as old as need be. */
function begin(...options: string[]) {
  const args = [...options, ...guard.split(' '), '-e', 'console.log("begun")'];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8' });
  return { status, stdout, stderr };
}

describe('a Node that cannot run TypeScript', () => {
  it('is refused in one line of both languages, which says what to install', () => {
    const { status, stdout, stderr } = begin('--no-experimental-strip-types');
    expect([status, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(/^kaohe: [^\n]*npm ci --include=optional[^\n]* · [^\n]*npm ci --include=optional[^\n]*\n$/);
    expect(stderr).toContain(`Node ${process.version}`);
  });

  it('is the only one that is refused', () => {
    expect(begin()).toEqual({ status: 0, stdout: 'begun\n', stderr: '' });
  });

  it('is found out before anything else runs, by every command that begins a program', () => {
    const { scripts } = JSON.parse(projectText('package.json')) as { scripts: Record<string, string> };
    const { app } = JSON.parse(projectText('cdk.json')) as { app: string };
    const begun = [...Object.values(scripts), app].filter((command) => /^node /.test(command));
    expect(begun.length).toBeGreaterThan(4);
    expect(begun.filter((command) => !command.startsWith(`node ${guard} `))).toEqual([]);
    expect(scripts.pretest).toBeDefined();
  });
});
