import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');
let portal: string;

/** A portal's own project, with this one installed from its checkout: npm makes a link of it. */
beforeAll(() => {
  portal = mkdtempSync(join(tmpdir(), 'kaohe-portal-'));
  mkdirSync(join(portal, 'node_modules'));
  symlinkSync(root, join(portal, 'node_modules/kaohe'));
  writeFileSync(join(portal, 'main.mjs'), "import { connect } from 'kaohe/client';\nconsole.log(typeof connect);\n");
});
afterAll(() => rmSync(portal, { recursive: true }));

describe('kaohe/client in another project', () => {
  it('runs in Node', () => {
    expect(execFileSync(process.execPath, ['main.mjs'], { cwd: portal, encoding: 'utf8' })).toBe('function\n');
  });

  it('is bundled for browsers, small, and with nothing of Node', async () => {
    const { outputFiles, metafile } = await build({
      entryPoints: [join(portal, 'main.mjs')],
      bundle: true,
      minify: true,
      platform: 'browser',
      format: 'esm',
      write: false,
      metafile: true,
    });
    const external = Object.values(metafile.inputs).flatMap(({ imports }) => imports.filter((one) => one.external));
    expect(external).toEqual([]);
    expect(outputFiles[0]!.contents.length).toBeLessThan(12_000);
  });
});
