import { describe, expect, it } from 'vitest';
import { type Cycle, type DueStep, dueStep } from '../../lib/domain/cycle.ts';
import { nothingSealed } from '../../lib/domain/finalization/sealing.ts';
import { sampleCycle } from '../support/sample-cycle.ts';

/** Both instants with their offsets: 16:00 and 16:00 UTC of the days before. */
const dates = { submissionsCloseAt: '2020-01-01T00:00:00+08:00', finalizeAt: '2020-02-01T00:00:00+08:00' };
const [closes, finalizes] = [Date.parse('2019-12-31T16:00:00Z'), Date.parse('2020-01-31T16:00:00Z')];

function cycleIn(state: Cycle['state'], isExported = false): Cycle {
  return { ...sampleCycle('2019'), ...dates, state, sealing: { ...nothingSealed, isExported } };
}

describe('what is due', () => {
  const rows: [Cycle['state'], string, number, DueStep][] = [
    ['open', 'a millisecond before submissions close', closes - 1, null],
    ['open', 'when submissions close', closes, 'close-submissions'],
    ['open', 'a millisecond before finalization', finalizes - 1, 'close-submissions'],
    ['open', 'at finalization, even if nobody closed submissions', finalizes, 'finalize'],
    ['verifying', 'when submissions close', closes, null],
    ['verifying', 'a millisecond before finalization', finalizes - 1, null],
    ['verifying', 'at finalization', finalizes, 'finalize'],
    ['verifying', 'long after it', finalizes + 1e9, 'finalize'],
    ['closing', 'whenever it is', 0, 'finalize'],
    ['closing', 'also at finalization', finalizes, 'finalize'],
    ['finalized', 'whenever it is', 0, 'export'],
    ['finalized', 'also long after', finalizes + 1e9, 'export'],
  ];
  it.each(rows)('in %s, %s', (state, _, now, expected) => {
    expect(dueStep(cycleIn(state), now)).toBe(expected);
  });

  it('is nothing once the files are in write-once storage', () => {
    expect(dueStep(cycleIn('finalized', true), finalizes + 1e9)).toBeNull();
  });

  it('is finalization at once where both dates are the same', () => {
    const same = { ...cycleIn('open'), submissionsCloseAt: dates.finalizeAt };
    expect([dueStep(same, finalizes - 1), dueStep(same, finalizes)]).toEqual([null, 'finalize']);
  });
});
