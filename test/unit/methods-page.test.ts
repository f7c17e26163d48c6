import { describe, expect, it } from 'vitest';
import { schemeSchema } from '../../lib/domain/scheme-document.ts';
import { aroundBlock, pageBlocks, readTable } from '../support/read-methods-page.ts';
import { scored } from '../support/score-example.ts';

const pages = ['METHODS.md', 'METHODS.zh-CN.md'] as const;

describe.each(pages)('%s', (page) => {
  const blocks = pageBlocks(page);
  const grades = blocks.map(({ json }) => (json as { grades?: unknown }).grades).find(Boolean);
  const graded = blocks.map(({ json, table }) => ({
    document: aroundBlock(json, grades),
    title: JSON.stringify(json).slice(0, 60),
    table,
  }));

  it('has blocks, most of them with numbers', () => {
    expect(blocks.length).toBeGreaterThan(20);
    expect(blocks.filter(({ table }) => table.length > 2).length).toBeGreaterThan(18);
  });

  it.each(graded)('shows what can be loaded: $title', ({ document }) => {
    expect(schemeSchema().safeParse(document).error).toBeUndefined();
  });

  it.each(graded.filter(({ table }) => table.length > 0))('gives the numbers that it states: $title', (block) => {
    const { cohort, expected } = readTable(block.document, block.table);
    for (const basis of ['claimed', 'verified'] as const) {
      const { points, places, grades: given } = scored(block.document, cohort, basis);
      const stated = Object.keys(expected).map((key) => {
        const [district, says, of] = key.split(' ') as [string, string, string];
        const place = String(places[of]?.[district] ?? '–');
        return [key, { points: points[of]?.[district], place, grade: given[district] }[says]];
      });
      expect(stated.length).toBeGreaterThan(0);
      expect(Object.fromEntries(stated)).toEqual(expected);
    }
  });
});

describe('the pages on methods', () => {
  const [english, chinese] = pages.map(pageBlocks) as [ReturnType<typeof pageBlocks>, ReturnType<typeof pageBlocks>];

  it('show the same documents in both languages', () =>
    expect(chinese.map(({ json }) => json)).toEqual(english.map(({ json }) => json)));

  it('have the same tables in both languages', () => {
    const numbers = (table: (typeof english)[number]['table']) =>
      table.map((row) => row.filter((cell) => /^[–\d.-]+$/.test(cell)));
    expect(chinese.map(({ table }) => numbers(table))).toEqual(english.map(({ table }) => numbers(table)));
  });
});
