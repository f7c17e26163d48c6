import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CallerUse, decideRequest, restedAfter, untoldMillisecondsMax } from '../../lib/domain/request-share.ts';

const now = 1_000_000;
const write = (use: CallerUse | undefined, at = now, perSecond = 50) =>
  decideRequest(use, { now: at, perSecond, isRead: false });

/** How many of the same moment are served to a caller. */
function servedAtOnce(isRead: boolean, perSecond: number, before?: CallerUse): number {
  let use = before;
  for (let count = 0; ; count++) {
    const next = decideRequest(use, { now, perSecond, isRead });
    if ('waitMilliseconds' in next) return count;
    use = next;
  }
}

const used = (milliseconds: number): CallerUse => ({ restedAt: now + milliseconds, untold: 0, askedAt: now });

describe('a caller’s share of the service', () => {
  it.each([
    [50, 200, 180],
    [1, 4, 3],
    [200, 800, 720],
  ])('of %d a second is %d at once after a pause, %d of them reads', (perSecond, writes, reads) => {
    expect(servedAtOnce(false, perSecond)).toBe(writes);
    expect(servedAtOnce(true, perSecond)).toBe(reads);
  });

  it('grows again by one request each 20 ms at 50 a second, and by no more than four seconds of it', () => {
    expect(servedAtOnce(false, 50, used(4000))).toBe(0);
    expect(servedAtOnce(false, 50, used(3980))).toBe(1);
    expect(servedAtOnce(false, 50, used(3000))).toBe(50);
    expect(servedAtOnce(false, 50, used(0))).toBe(200);
    expect(servedAtOnce(false, 50, used(-3_600_000))).toBe(200);
  });

  it('leaves the last 20 of 200 to writes, whatever a caller reads', () => {
    const spentByReads = used(3600);
    expect(servedAtOnce(true, 50, spentByReads)).toBe(0);
    expect(servedAtOnce(false, 50, spentByReads)).toBe(20);
  });

  it('says how long a request that does not fit has to wait, and counts it for nothing', () => {
    expect(write(used(4000))).toEqual({ waitMilliseconds: 20 });
    expect(write(used(4000), now + 15)).toEqual({ waitMilliseconds: 5 });
    expect(decideRequest(used(4000), { now, perSecond: 50, isRead: true })).toEqual({ waitMilliseconds: 420 });
    expect(write(used(10_000))).toEqual({ waitMilliseconds: 6020 });
    expect(write(used(4000), now + 20)).toEqual({ restedAt: now + 4020, untold: 20, askedAt: now + 20 });
  });

  it('is used from now on where a caller has rested, and after what it owes where it has not', () => {
    expect(restedAfter(now - 500, now, 20)).toBe(now + 20);
    expect(restedAfter(now + 500, now, 20)).toBe(now + 520);
  });
});

describe('what others have to be told of a caller', () => {
  it('is each request, less what a quiet caller asks anyway: one a second of 50', () => {
    const first = { restedAt: now + 20, untold: 20, askedAt: now };
    expect(write(undefined)).toEqual(first);
    expect(write(first)).toMatchObject({ untold: 40 });
    expect(write(first, now + 100)).toMatchObject({ untold: 20 - 2 + 20 });
    expect(write(first, now + 1000)).toMatchObject({ untold: 20 });
    // The gateway's instants may come in another order.
    expect(write(first, now - 5)).toMatchObject({ untold: 40 });
  });

  it('is nothing, however long a caller asks once a second', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1000, max: 5000 }), { maxLength: 500 }), (pauses) => {
        let use: CallerUse | undefined;
        let at = now;
        for (const pause of pauses) {
          at += pause;
          use = write(use, at) as CallerUse;
          expect(use.untold).toBeLessThan(untoldMillisecondsMax);
        }
      }),
    );
  });

  it('is something after 20 requests of one moment', () => {
    let use: CallerUse | undefined;
    for (let count = 0; count < 20; count++) use = write(use) as CallerUse;
    expect(use!.untold).toBe(untoldMillisecondsMax);
  });
});
