import { readFileSync } from 'node:fs';
import { describe, expect, it, vi } from 'vitest';
import type { Component, Scheme } from '../../lib/console/cycle.ts';

vi.stubGlobal('localStorage', { getItem: () => null, setItem: () => {} });
vi.stubGlobal('document', { documentElement: {} });
const { baselinesOf, baselineText } = await import('../../lib/console/cohort-cause.ts');

const example = new URL('../../lib/schemes/examples/staffing-efficiency.json', import.meta.url);
const { categories } = JSON.parse(readFileSync(example, 'utf8')) as Scheme;
const all = categories.flatMap(({ indicators }) => indicators.flatMap(({ components }) => components));
const of = (id: string) => all.find((component) => component.id === id)!;

describe('what others have moved where they move points', () => {
  it('is nothing else where places count', () => {
    expect(baselinesOf(of('1'), all)).toEqual([]);
    expect(baselineText(of('1'), all)).toBeNull();
  });

  it('is the mean or best in its formula, or in what its points are held against', () => {
    expect(baselinesOf(of('4.4'), all)).toEqual(['mean']);
    expect(baselinesOf(of('5.2'), all)).toEqual(['best']);
    expect(baselineText(of('7.2'), all)).toBe('的数值变动，第 7.2 项所用的平均值随之变动');
  });

  it('is that of a component which its formula reads', () => {
    const reads = { ...of('3'), id: '99', measure: { subtract: [{ points: '5.2' }, { value: '4.3' }] } } as Component;
    expect(baselinesOf(reads, all)).toEqual(['best']);
  });

  it('is the mean of the others’ points where one does not apply', () => {
    expect(baselinesOf(of('10'), all)).toEqual(['points']);
  });
});
