import { describe, expect, it } from 'vitest';
import { blankComponent, isWhole } from '../../lib/domain/book.ts';
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
