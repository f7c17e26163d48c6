import { execFileSync } from 'node:child_process';
import { beforeEach, describe, expect, it } from 'vitest';
import { widthOf } from '../../lib/terminal/shown-text.ts';
import { sampleService } from '../support/sample-service.ts';
import { ServiceLine } from '../support/service-line.ts';
import { TerminalWorld } from '../support/terminal-world.ts';

let world: TerminalWorld;
beforeEach(async () => {
  world = new TerminalWorld(new ServiceLine(await sampleService()));
});

const chinese = { environment: { LANG: 'zh_CN.UTF-8' } };

/** What bash offers for the last of these words, after it has read the script. */
async function offered(typed: readonly string[], reader = {}): Promise<string[]> {
  await world.type('completion bash', reader);
  const script = `${world.output}
    COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _kaohe; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const found = execFileSync('bash', ['--norc', '-c', script, 'bash', 'kaohe', ...typed], { encoding: 'utf8' });
  return found.trimEnd().split('\n').filter(Boolean);
}

describe('completion in bash', () => {
  it('offers every verb with what it is for, in the reader’s language, and one that is left without', async () => {
    const verbs = await offered([''], chinese);
    expect(verbs).toContain('ranking  -- 显示排名');
    expect(verbs.map((line) => line.split('  ')[0])).toEqual([
      ...['ranking', 'score', 'explain', 'watch', 'import', 'scheme', 'token', 'completion', 'verify'],
    ]);
    expect(await offered([''])).toContain('ranking  -- show the ranking');
    expect(await offered(['ran'], chinese)).toEqual(['ranking']);
  });

  it('offers the options of the verb, and the values that one takes', async () => {
    expect(await offered(['import', '--'])).toEqual([
      '--cycle  -- the cycle',
      '--dry-run  -- try it, write nothing',
      '--json  -- print JSON',
      '--help  -- print help',
    ]);
    expect(await offered(['ranking', '--b'])).toEqual(['--basis']);
    expect(await offered(['ranking', '--basis', ''])).toEqual(['claimed', 'verified']);
    expect(await offered(['ranking', '--cycle', ''])).toEqual([]);
    expect(await offered(['verify', '--sha'])).toEqual(['--sha256']);
    expect(await offered(['completion', 'f'])).toEqual(['fish']);
    expect(await offered(['scheme', 'ch'])).toEqual(['check']);
    expect(await offered(['scheme', 'preview', 'x.json', '--basis', ''])).toEqual(['claimed', 'verified']);
  });
});

describe('kaohe completion', () => {
  it.each(['bash', 'zsh', 'fish'])('is a script for %s, or JSON that holds it', async (shell) => {
    expect(await world.type(`completion ${shell}`)).toBe(0);
    const script = world.output.trimEnd();
    expect(script).toContain('kaohe');
    expect(script).toContain('--dry-run'.slice(shell === 'fish' ? 2 : 0));
    await world.type(`completion ${shell} --json`);
    expect(JSON.parse(world.output)).toEqual({ script });
  });

  it('refuses another shell, and none, in the reader’s language', async () => {
    expect(await world.type('completion tcsh', chinese)).toBe(2);
    expect(world.complaints).toContain('bash、zsh、fish');
    expect(await world.type('completion')).toBe(2);
  });
});

describe('every verb', () => {
  const verbs = ['', 'ranking', 'score', 'explain', 'watch', 'import', 'scheme', 'token', 'completion'];

  it.each(verbs)('explains itself within 80 columns, in one language: %s', async (verb) => {
    expect(await world.type(`${verb} --help`, chinese)).toBe(0);
    expect(Math.max(...world.output.split('\n').map(widthOf))).toBeLessThanOrEqual(80);
    expect(world.output).toMatch(/^用法：/);
    expect(await world.type(`${verb} --help`)).toBe(0);
    expect(Math.max(...world.output.split('\n').map(widthOf))).toBeLessThanOrEqual(80);
    expect(world.output).not.toMatch(/\p{Script=Han}/u);
  });
});
