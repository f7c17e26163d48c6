import { describe, expect, it } from 'vitest';
import * as tests from '../mutation/collected-tests.ts';

const ran: string[] = [];
tests.collectFrom('a.test.ts');
tests.describe('a rule', () => {
  tests.beforeEach(() => ran.push('before'));
  tests.it('holds', () => ran.push('holds'));
  tests.it.each([[1, 2], 3])('holds of %j', (...row: unknown[]) => ran.push(`holds of ${row.join(' and ')}`));
});
tests.it('fails', () => Promise.reject(new Error('no')));
const all = [...tests.collected.values()];

describe('tests that run in one process with all mutants', () => {
  it('have ids of their own, each row of a table too', () => {
    expect(all.map(({ id }) => id)).toEqual([
      'a.test.ts > a rule > holds',
      'a.test.ts > a rule > holds of %j',
      'a.test.ts > a rule > holds of %j #2',
      'a.test.ts > fails',
    ]);
    expect(all.map(({ file }) => file)).toEqual(Array(4).fill('a.test.ts'));
  });

  it('run when they are told to, after what their suite does before each, as often as they are told', async () => {
    expect(ran).toEqual([]);
    for (const at of [1, 2, 1]) await all[at]!.run();
    const [one, two] = ['holds of 1 and 2', 'holds of 3'];
    expect(ran).toEqual(['before', one, 'before', two, 'before', one]);
    await expect(all[3]!.run()).rejects.toThrow('no');
  });
});
