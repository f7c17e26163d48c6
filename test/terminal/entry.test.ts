import { execFile } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');
const example = join(root, 'lib/schemes/examples/river-chief.json');
const sealed = join(root, 'test/fixtures/sealed-v3/public.json');

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

function run(command: string, args: readonly string[], environment: NodeJS.ProcessEnv = {}): Promise<Ended> {
  const env = { ...process.env, LC_ALL: 'en_US.UTF-8', ...environment };
  return new Promise((resolve) => {
    execFile(command, args, { cwd: root, env }, (fault, stdout, stderr) =>
      resolve({ code: fault === null ? 0 : Number(fault.code), stdout, stderr }),
    );
  });
}

const kaohe = (...args: string[]) => run(process.execPath, ['infra/kaohe.mjs', ...args]);

describe('the entry of kaohe', () => {
  it('is what npx runs in a checkout, without the registry', async () => {
    const offline = { npm_config_offline: 'true', npm_config_cache: mkdtempSync(join(tmpdir(), 'kaohe-npx-')) };
    const { code, stdout } = await run('npx', ['kaohe', '--help'], offline);
    expect([code, stdout.split('\n')[0]]).toEqual([0, 'Usage: kaohe <command> …']);
  });

  it('ends with the exit code', async () => {
    expect(await kaohe('nonsense')).toMatchObject({ code: 2, stdout: '' });
  });

  it('hands verify on to the verifier, with its own help, JSON and exit codes', async () => {
    const help = await kaohe('verify', '--help');
    expect([help.code, help.stderr]).toEqual([0, '']);
    expect(help.stdout).toMatch(/^Usage: npx kaohe verify [\s\S]*Recomputes every point/);
    expect(await kaohe('verify', sealed)).toMatchObject({ code: 0, stderr: '' });
    const { code, stdout } = await kaohe('verify', sealed, '--json', '--sha256', '0'.repeat(64));
    expect([code, JSON.parse(stdout).holds]).toEqual([1, false]);
    expect(await kaohe('verify')).toMatchObject({ code: 2, stdout: '' });
  });

  it('reads nothing of the product for verify, and nothing of the verifier for the rest', async () => {
    const trace =
      "import { registerHooks } from 'node:module'; registerHooks({ load(url, context, next) { if (url.includes('/lib/')) console.error(url); return next(url, context); } });";
    const loaded = async (...args: string[]) => {
      const hook = `data:text/javascript,${encodeURIComponent(trace)}`;
      const { stderr } = await run(process.execPath, ['--import', hook, 'infra/kaohe.mjs', ...args]);
      return [...new Set([...stderr.matchAll(/\/lib\/([a-z]+)\//g)].map(([, folder]) => folder))].sort();
    };
    expect(await loaded('verify', sealed)).toEqual(['verifier']);
    expect(await loaded('--help')).toEqual(['client', 'terminal']);
    expect(await loaded('scheme', '--help')).toEqual(['client', 'terminal']);
    expect(await loaded('scheme', 'check', example)).toEqual(['client', 'domain', 'terminal']);
  });
});
