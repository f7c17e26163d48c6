import { describe, expect, it } from 'vitest';
import { blankComponent, isWhole, targetOf } from '../../lib/domain/book.ts';
import { changedScheme } from '../support/changed-scheme.ts';
import { blankBook } from '../support/written-book.ts';

/** A book with components at these revisions, whose head tells of others. */
function read(told: Record<string, number>, found: Record<string, number>): boolean {
  const { head } = blankBook('yuhang', { componentRevisions: told });
  const components = Object.entries(found).map(([id, revision]) => [id, { ...blankComponent(id), revision }] as const);
  return isWhole({ head, components: new Map(components) });
}

describe('a book that was read [T 52]', () => {
  it('is whole with every component at the revision that its head tells', () => {
    expect(read({}, {})).toBe(true);
    expect(read({ 5: 2, 13: 3 }, { 5: 2, 13: 3 })).toBe(true);
  });

  it('is not whole with one missing, too many, another instead, or one before or after its revision', () => {
    expect(read({ 5: 2, 13: 3 }, { 5: 2 })).toBe(false);
    expect(read({ 5: 2 }, { 5: 2, 13: 3 })).toBe(false);
    expect(read({ 5: 2 }, { 13: 2 })).toBe(false);
    expect(read({ 5: 2, 13: 3 }, { 5: 2, 13: 2 })).toBe(false);
    expect(read({ 5: 2, 13: 3 }, { 5: 3, 13: 3 })).toBe(false);
    expect(read({}, { 5: 1 })).toBe(false);
    expect(read({ 5: 1 }, {})).toBe(false);
  });
});

it('the target in force is the scheme’s where it is fixed, none where there is none, else the assigned one', () => {
  const { components, indexOf } = changedScheme();
  const of = (id: string, assigned: string | null) => targetOf(components[indexOf.get(id)!]!, assigned)?.text ?? null;
  expect([of('2', null), of('2', '7')]).toEqual(['1', '1']);
  expect([of('12', null), of('12', '7')]).toEqual([null, null]);
  expect([of('5', null), of('5', '7')]).toEqual([null, '7']);
});
