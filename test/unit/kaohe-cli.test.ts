import { spawnSync } from 'node:child_process';
import { accessSync, constants, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sha256 } from '../../lib/domain/digest.ts';
import { widthOf } from '../../lib/terminal/shown-text.ts';
import { changedScheme } from '../support/changed-scheme.ts';
import { largeCohort } from '../support/sample-cohort.ts';
import { resealed, sealedSample } from '../support/sample-snapshot.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { bin: { kaohe: string } };
const program = join(root, manifest.bin.kaohe);

const scheme = changedScheme();
const sample = sealedSample(scheme, largeCohort(scheme, 2));
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'kaohe-cli-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function put(name: string, content: string | Uint8Array): string {
  writeFileSync(join(folder, name), content);
  return join(folder, name);
}

function kaohe(...args: string[]) {
  return speaking('zh_CN.UTF-8', ...args);
}

function speaking(LC_ALL: string, ...args: string[]) {
  const env = { ...process.env, LC_ALL };
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...args], { encoding: 'utf8', env });
  return { status, stdout, stderr };
}

describe('kaohe verify', () => {
  it('is a program that the package names and the system may run', () => {
    expect(() => accessSync(program, constants.X_OK)).not.toThrow();
    expect(readFileSync(program, 'utf8')).toMatch(/^#!\/usr\/bin\/env node\n/);
  });

  it('ends with 0 and says what it checked, with counts and the digest', () => {
    const { status, stdout } = kaohe('verify', put('sound.json', sample.text), '--sha256', sha256(sample.text));
    expect(status).toBe(0);
    expect(stdout).toContain(`SHA-256 ${sha256(sample.text)}`);
    expect(stdout).toContain('✓ 逐项得分重新计算：50\n');
    expect(stdout).toContain('结论：全部相符。\n');
    expect(stdout).toContain('未提供审计文件');
  });

  it('ends with 1 and names the place, what is stated and what follows', () => {
    const { text } = resealed(sample.snapshot, (draft) => {
      draft.rows[0]!.components[0]!.points = '3.21';
    });
    const { status, stdout } = kaohe('verify', put('changed.json', text));
    expect(status).toBe(1);
    expect(stdout).toContain('/rows/0/components/0/points');
    expect(stdout).toContain('文件所载：3.21');
    expect(stdout).toContain('结论：有 1 处不符。');
  });

  it('ends with 1 for another digest than the published one, and for bytes that are no text', () => {
    expect(kaohe('verify', put('sound.json', sample.text), '--sha256', sha256('another')).status).toBe(1);
    expect(kaohe('verify', put('binary.json', new Uint8Array([0xff, 0xfe, 0]))).status).toBe(1);
  });

  it('uses the audit file that it is given, or the one beside the snapshot', () => {
    const snapshot = put('sound.json', sample.text);
    expect(kaohe('verify', snapshot, '--audit', put('cut.ndjson', sample.audit.slice(0, -2))).status).toBe(1);
    expect(kaohe('verify', snapshot, '--audit', put('whole.ndjson', sample.audit)).status).toBe(0);
    put('audit.ndjson', sample.audit.replace('assessor-1', 'assessor-2'));
    const { status, stdout } = kaohe('verify', snapshot);
    rmSync(join(folder, 'audit.ndjson'));
    expect(status).toBe(1);
    expect(stdout).toContain('✗ 审计链逐条相连');
  });

  it('lets no control character of a file reach the terminal', () => {
    const { text } = resealed(sample.snapshot, (draft) => {
      draft.rows[0]!.components[0]!.state = '\u001b[2J' as 'missing';
    });
    expect(kaohe('verify', put('escape.json', text)).stdout).not.toContain('\u001b');
  });

  it('speaks one language, that of the reader, within 80 columns', () => {
    const { text } = resealed(sample.snapshot, (draft) => {
      draft.rows[0]!.components[0]!.points = '3.21';
    });
    put('wrong.json', text);
    const asked = [['--help'], [join(folder, 'wrong.json')], [join(folder, 'none.json')], ['x', '--fast'], ['x', 'y']];
    for (const args of asked) {
      const [zh, en] = ['zh_CN.UTF-8', 'en_US.UTF-8'].map((language) => {
        const { stdout, stderr } = speaking(language, 'verify', ...args);
        return `${stdout}${stderr}`.replaceAll(folder, '');
      });
      expect(zh).toMatch(/\p{Script=Han}/u);
      expect(zh).not.toMatch(/[a-z]{3,} (?:the|of|or|is|takes|not|from) /);
      expect(en).not.toMatch(/\p{Script=Han}/u);
      for (const line of `${zh}\n${en}`.split('\n')) expect(widthOf(line), line).toBeLessThanOrEqual(80);
    }
  });

  it('ends with 2 for a command that it does not know', () => {
    expect(kaohe('check', 'x.json')).toMatchObject({
      status: 2,
      stdout: '',
      stderr: expect.stringContaining('kaohe --help'),
    });
  });

  it('ends with 2 and its usage for options that it does not know or a file that it can’t read', () => {
    const wrong = [
      ['verify'],
      ['verify', 'a', 'b'],
      ['verify', 'a', '--fast'],
      ['verify', 'a', '--sha256', '12'],
      ['verify', join(folder, 'none.json')],
    ];
    for (const args of wrong) {
      const { status, stderr, stdout } = kaohe(...args);
      expect({ args, status, stdout }).toEqual({ args, status: 2, stdout: '' });
      expect(stderr).toContain('kaohe verify <snapshot.json | public.json>');
    }
  });
});
