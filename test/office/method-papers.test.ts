import { afterAll, describe, expect, it } from 'vitest';
import { makeResultFiles } from '../../lib/exports/make-result-files.ts';
import { scoredCategories } from '../../lib/exports/paper-words.ts';
import { Office, type OfficeCell } from '../support/office.ts';
import { sealedExample } from '../support/sealed-cohort.ts';

const office = new Office();
afterAll(() => office.close());

/** In units of the second decimal. */
const units = (text: string) => Math.round(Number(text) * 100);
const sumOf = (cells: readonly OfficeCell[]) => cells.reduce((sum, { value }) => sum + units(value), 0);
const isAllNumbers = (cells: readonly OfficeCell[]) => cells.every(({ kind }) => kind === 'number');

describe.each(['staffing-efficiency', 'village-assessment'])('a result by the example %s, opened', async (id) => {
  const { scheme, rows } = sealedExample(id);
  const files = await makeResultFiles(sealedExample(id));
  const sheets = await office.open('result.xlsx', files.find(({ name }) => name === 'result.xlsx')!.bytes);
  const ranked = (sheet: string) => sheets.get(sheet)!.filter(([rank]) => rank?.kind === 'number');
  const linesOf = (district: string) => {
    const lines = sheets.get(district)!.slice(3);
    const end = lines.findIndex(([first]) => first?.value === '合计 Total');
    return { parts: lines.slice(0, end), total: lines[end]! };
  };

  it('has points as numbers, below zero too, which add up to the sealed score on every sheet', () => {
    rows.forEach((row, at) => {
      const [score, ...categories] = ranked('排名')[at]!.slice(2, 3 + scoredCategories(scheme).length);
      const all = ranked('汇总表')[at]!.slice(2, -1);
      const { parts, total } = linesOf(row.name.zh);
      const own = parts.map((line) => line[5]!);
      expect(isAllNumbers([score!, ...categories, ...all, ...own, total[5]!])).toBe(true);
      expect(own.map(({ value }) => units(value))).toEqual(row.components.map(({ points }) => units(points)));
      // On the sheet of all points stand the components, the sum of each category, and the score.
      const sums = [units(score!.value), sumOf(categories), sumOf(all) / 3, sumOf(own), units(total[5]!.value)];
      expect(sums).toEqual(sums.map(() => units(row.score)));
    });
  });

  it('has measured numbers as numbers, beside their formula', () => {
    const lines = rows.flatMap(({ name }) => linesOf(name.zh).parts);
    const measured = lines.filter((line) => line[13]!.value.startsWith('测算值 = ') && line[10]!.kind !== 'empty');
    expect(measured.length).toBeGreaterThan(rows.length);
    expect(isAllNumbers(measured.map((line) => line[10]!))).toBe(true);
  });
});
