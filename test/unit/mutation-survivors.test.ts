import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { knownPardons, lostPardons, pardonOf, replaced } from '../mutation/survivors.ts';

const source = ['const a = 1;', 'if (a < 2 &&', '    b) c();'].join('\n');
const mutant = {
  mutatorName: 'ConditionalExpression',
  replacement: 'true',
  status: 'Survived',
  location: { start: { line: 2, column: 5 }, end: { line: 3, column: 6 } },
};

describe('a mutant that survived', () => {
  it('is known by the code that it replaced, whatever its line', () => {
    expect(replaced(source, mutant)).toBe('a < 2 && b');
    expect(
      replaced(source, { ...mutant, location: { start: { line: 2, column: 5 }, end: { line: 2, column: 10 } } }),
    ).toBe('a < 2');
  });

  it('has the reason of its file, its code, and what it became', () => {
    const pardons = { 'x.ts': [{ source: 'a < 2 &&\n  b', becomes: 'true', reason: 'for speed' }] };
    expect(pardonOf(pardons, 'x.ts', source, mutant)?.reason).toBe('for speed');
    expect(pardonOf(pardons, 'y.ts', source, mutant)).toBeUndefined();
    expect(pardonOf(pardons, 'x.ts', source, { ...mutant, replacement: 'false' })).toBeUndefined();
    expect(pardonOf(pardons, 'x.ts', source.replace('2', '3'), mutant)).toBeUndefined();
    const whatever = { 'x.ts': [{ source: 'a < 2 && b', becomes: '*', reason: 'for speed' }] };
    expect(pardonOf(whatever, 'x.ts', source, { ...mutant, replacement: 'false' })?.reason).toBe('for speed');
  });

  it('is of code that is still there', () => {
    const of = (...sources: string[]) => sources.map((code) => ({ source: code, becomes: '*', reason: 'for speed' }));
    const pardons = { 'x.ts': of('a < 2 &&\n b', 'a < 3'), 'y.ts': of('a < 2') };
    expect(lostPardons(pardons, (file) => (file === 'x.ts' ? source : null))).toEqual(['x.ts: a < 3', 'y.ts: a < 2']);
    expect(lostPardons(knownPardons(), (file) => (existsSync(file) ? readFileSync(file, 'utf8') : null))).toEqual([]);
  });
});
