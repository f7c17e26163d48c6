import { describe, expect, it } from 'vitest';
import { anchorOf, anchorText, closingName, dailyName, readAnchor } from '../../lib/domain/anchor.ts';
import { sampleCycle } from '../support/sample-cycle.ts';

const cycle = sampleCycle('2019');
const at = '2020-01-01T00:00:00.000Z';
const heads = [
  { district: 'd-001', revision: 3, auditHead: 'abc' },
  { district: 'd-002', revision: 0, auditHead: 'genesis' },
];

describe('an anchor', () => {
  it('holds the end of each chain and nothing else of a head, as canonical JSON', () => {
    const anchor = anchorOf(cycle, [{ ...heads[0]!, epoch: 7 } as (typeof heads)[number], heads[1]!], at);
    expect(anchor).toEqual({ format: 'kaohe-anchor/1', cycle: '2019', at, heads });
    expect(anchorText(anchor)).toBe(
      '{"at":"2020-01-01T00:00:00.000Z","cycle":"2019","format":"kaohe-anchor/1","heads":[' +
        '{"auditHead":"abc","district":"d-001","revision":3},{"auditHead":"genesis","district":"d-002","revision":0}]}',
    );
  });

  it('is read as it was written, one of no districts too', () => {
    for (const given of [heads, []]) {
      const anchor = anchorOf(cycle, given, at);
      expect(readAnchor(anchorText(anchor), '2019')).toEqual(anchor);
    }
  });

  it.each<[string, object | null]>([
    ['nothing', null],
    ['of another format', { format: 'kaohe-anchor/2' }],
    ['of another cycle', { cycle: '2020' }],
    ['without heads', { heads: undefined }],
    ['whose heads are no list', { heads: {} }],
    ['one of whose heads names no district', { heads: [heads[0], { ...heads[1], district: 2 }] }],
    ['one of whose heads has no whole revision', { heads: [heads[0], { ...heads[1], revision: 0.5 }] }],
    ['one of whose heads has a revision as text', { heads: [heads[0], { ...heads[1], revision: '0' }] }],
    ['one of whose heads has no end', { heads: [heads[0], { ...heads[1], auditHead: null }] }],
  ])('%s passes for none', (_, change) => {
    const text = JSON.stringify(change && { ...anchorOf(cycle, heads, at), ...change });
    expect(() => readAnchor(text, '2019')).toThrow("an anchor of the cycle 2019 can't be read");
  });

  it('is named after the UTC day, or after the epoch and step of a closing', () => {
    expect(dailyName(Date.parse('2020-01-01T07:59:59+08:00'))).toBe('2019-12-31.json');
    expect(dailyName(Date.parse('2020-01-01T08:00:00+08:00'))).toBe('2020-01-01.json');
    expect(closingName(2, 9)).toBe('closing-2-9.json');
  });
});
