import { describe, expect, it } from 'vitest';
import { firstHead } from '../../../lib/domain/cycle.ts';
import { claimChange, sampleReply } from '../sample-change.ts';
import { districtIds, firstBoard, sampleCycle } from '../sample-cycle.ts';
import type { StoresUnderContract } from '../store-contract.ts';

export function cycleStoreContract(open: () => Promise<StoresUnderContract>): void {
  describe('cycles', () => {
    it('open with a head for every district, also for more than a transaction holds', async () => {
      const { stores } = await open();
      const cycle = sampleCycle('2019', 230);
      expect(await stores.cycles.create(cycle, firstBoard(cycle), null)).toBe('committed');
      expect(await stores.cycles.load('2019')).toEqual(cycle);
      expect(await stores.books.heads('2019', districtIds(230))).toEqual(
        districtIds(230).map((id) => firstHead(cycle, id)),
      );
      expect((await stores.boards.load('2019'))?.board.size).toBe(230);
    });

    it('are opened once: the same or another one under the same id is outdated and changes nothing', async () => {
      const { stores } = await open();
      const cycle = sampleCycle('2019');
      await stores.cycles.create(cycle, firstBoard(cycle), null);
      await stores.books.append(claimChange((await stores.books.open('2019', 'd-001', ['5'], null))!.book, '1'), null);
      for (const other of [cycle, { ...cycle, createdBy: 'admin-2' }, sampleCycle('2019', 5)])
        expect(await stores.cycles.create(other, firstBoard(other), null)).toBe('outdated');
      expect(await stores.cycles.load('2019')).toEqual(cycle);
      expect(await stores.books.heads('2019', ['d-001', 'd-005'])).toMatchObject([{ revision: 1 }, null]);
    });

    it('are not there until their opening is complete', async () => {
      const { stores, interruptOpening } = await open();
      await interruptOpening(sampleCycle('2019'));
      expect(await stores.cycles.load('2019')).toBeNull();
      expect(await stores.cycles.list(null, 10)).toEqual([]);
    });

    it('go on where an interrupted opening of the same cycle stopped, by whom completes it', async () => {
      const { stores, interruptOpening } = await open();
      const cycle = sampleCycle('2019', 150);
      await interruptOpening(cycle);
      const again = { ...cycle, createdAt: '2019-01-02T00:00:00.000Z', createdBy: 'admin-2' };
      expect(await stores.cycles.create(again, firstBoard(again), null)).toBe('committed');
      expect(await stores.cycles.load('2019')).toEqual(again);
      expect((await stores.books.heads('2019', districtIds(150))).every(Boolean)).toBe(true);
    });

    it('keep the reply of their opening with it', async () => {
      const { stores } = await open();
      const [cycle, reply] = [sampleCycle('2019'), sampleReply('k1', { status: 201, location: '/v1/cycles/2019' })];
      expect(await stores.cycles.create(cycle, firstBoard(cycle), reply)).toBe('committed');
      expect(await stores.replies.load('k1')).toEqual(reply);
    });

    it('are not opened where another request has taken the reply’s key meanwhile', async () => {
      const { stores } = await open();
      const cycle = sampleCycle('2019');
      await stores.replies.save(sampleReply('k1', { body: 'other' }));
      expect(await stores.cycles.create(cycle, firstBoard(cycle), sampleReply('k1'))).toBe('outdated');
      expect(await stores.cycles.load('2019')).toBeNull();
      expect((await stores.replies.load('k1'))?.body).toBe('other');
    });

    it('keep the heads that another runner of the same opening has made and somebody has moved since', async () => {
      const { stores, interruptOpening, setHead } = await open();
      const cycle = sampleCycle('2019', 1);
      await interruptOpening(cycle);
      await setHead('2019', 'd-001', { revision: 7 });
      expect(await stores.cycles.create(cycle, firstBoard(cycle), null)).toBe('committed');
      expect(await stores.books.heads('2019', ['d-001'])).toMatchObject([{ revision: 7 }]);
    });

    it('keep an interrupted opening from being taken over by another cycle', async () => {
      const { stores, interruptOpening } = await open();
      await interruptOpening(sampleCycle('2019'));
      const other = { ...sampleCycle('2019'), year: 2020 };
      expect(await stores.cycles.create(other, firstBoard(other), null)).toBe('outdated');
      expect(await stores.cycles.load('2019')).toBeNull();
    });

    it('opened twice at once are one cycle', async () => {
      const { stores } = await open();
      const [cycle, other] = [sampleCycle('2019', 120), { ...sampleCycle('2019', 120), year: 2020 }];
      const outcomes = await Promise.all(
        [cycle, other].map((each) => stores.cycles.create(each, firstBoard(each), null)),
      );
      expect(outcomes.sort()).toEqual(['committed', 'outdated']);
      expect((await stores.books.heads('2019', districtIds(120))).every(Boolean)).toBe(true);
    });

    it('are listed by id in code-unit order, after an id, as many as asked for', async () => {
      const { stores } = await open();
      for (const id of ['2020', '2019-x', '2019', 'a', '2019x']) {
        const cycle = sampleCycle(id);
        await stores.cycles.create(cycle, firstBoard(cycle), null);
      }
      const ids = async (after: string | null, limit: number) =>
        (await stores.cycles.list(after, limit)).map(({ id }) => id);
      expect(await ids(null, 10)).toEqual(['2019', '2019-x', '2019x', '2020', 'a']);
      expect(await ids('2019', 2)).toEqual(['2019-x', '2019x']);
      expect(await ids('a', 2)).toEqual([]);
    });
  });
}
