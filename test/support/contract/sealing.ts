import { describe, expect, it } from 'vitest';
import type { Cycle } from '../../../lib/domain/cycle.ts';
import { sha256 } from '../../../lib/domain/digest.ts';
import type { CycleStep, Final, Reopening } from '../../../lib/domain/finalization/sealing.ts';
import type { Gates } from '../../../lib/domain/ports.ts';
import { keys } from '../../../lib/stores/table.ts';
import { claimChange, sampleReply, targetChange } from '../sample-change.ts';
import { districtIds, firstBoard, sampleCycle } from '../sample-cycle.ts';
import type { StoresUnderContract } from '../store-contract.ts';

const closed: Gates = { portalGate: 'closed', assessorGate: 'closed' };

async function opened(open: () => Promise<StoresUnderContract>, districts = 3) {
  const under = await open();
  const cycle = sampleCycle('2019', districts);
  await under.stores.cycles.create(cycle, firstBoard(cycle), null);
  return { ...under, ...under.stores, cycle };
}

function stepOf(before: Cycle, after: Cycle, more: Partial<CycleStep> = {}): CycleStep {
  const { id: cycle, state, epoch } = after;
  return {
    cycle,
    number: before.steps + 1,
    kind: 'submissions-closed',
    state,
    epoch,
    at: '2020-01-01T00:00:00.000Z',
    by: 'clock',
    reason: null,
    revision: 0,
    sha256: null,
    blockers: 0,
    ...more,
  };
}

/** The cycle in another state, and the step to it. */
function moved(before: Cycle, more: Partial<Cycle> = { state: 'verifying' }): [Cycle, Cycle, CycleStep] {
  const after = { ...before, ...more };
  return [before, after, stepOf(before, after)];
}

function finalOf(cycle: Cycle, digest: string, pieces: readonly string[]): Final {
  const closingAt = '2020-02-01T00:00:00.000Z';
  return {
    cycle: cycle.id,
    revision: 1,
    epoch: 1,
    sha256: digest,
    publicSha256: 'b'.repeat(64),
    pieces,
    supersedes: null,
    closingAt,
    comment: null,
  };
}

function finalized(cycle: Cycle, digest: string): [Cycle, Cycle, CycleStep] {
  const after: Cycle = {
    ...cycle,
    state: 'finalized',
    sealing: { ...cycle.sealing, revision: 1, sha256: digest },
  };
  return [cycle, after, stepOf(cycle, after, { kind: 'finalized', revision: 1, sha256: digest })];
}

const request: Reopening = {
  id: 'r1',
  cycle: '2019',
  state: 'requested',
  districts: ['d-001', 'd-003'],
  components: ['5'],
  reason: '数据有误',
  until: '2020-03-01T00:00:00.000Z',
  revision: 1,
  requestedBy: 'admin-1',
  requestedAt: '2020-02-10T00:00:00.000Z',
  approvedBy: null,
  approvedAt: null,
};
const approval: Reopening = {
  ...request,
  state: 'approved',
  approvedBy: 'admin-2',
  approvedAt: '2020-02-11T00:00:00.000Z',
};

function reopened(before: Cycle): [Cycle, Cycle, CycleStep] {
  const { until } = request;
  return moved(before, { state: 'open', epoch: before.epoch + 1, submissionsCloseAt: until, finalizeAt: until });
}

export function sealingContract(open: () => Promise<StoresUnderContract>): void {
  describe('a transition of a cycle', () => {
    it('moves state, epoch, dates and sealing, and counts; nothing else of the cycle', async () => {
      const { cycles, cycle } = await opened(open);
      const sealing = { ...cycle.sealing, closingAt: '2020-02-01T00:00:00.000Z' };
      const [before, after, step] = reopened({ ...cycle, sealing });
      expect(await cycles.advance(before, { ...after, createdBy: 'somebody-else' }, step)).toBe('committed');
      expect(await cycles.load('2019')).toEqual({ ...after, steps: 1 });
    });

    it('is outdated after any other one, even if that led to the same state', async () => {
      const { cycles, cycle } = await opened(open);
      expect(await cycles.advance(...moved(cycle))).toBe('committed');
      expect(await cycles.advance(...moved(cycle))).toBe('outdated');
      const now = (await cycles.load('2019'))!;
      expect(await cycles.advance(...moved(now, { state: 'closing' }))).toBe('committed');
      expect(await cycles.load('2019')).toMatchObject({ state: 'closing', steps: 2 });
    });

    it('keeps the replies that came with it, or is not recorded', async () => {
      const { cycles, cycle, replies } = await opened(open);
      expect(await cycles.advance(...moved(cycle), [sampleReply('k1'), sampleReply('k2')])).toBe('committed');
      for (const id of ['k1', 'k2'])
        expect(await replies.load(id)).toEqual(sampleReply(id, { expiresAt: expect.any(Number) }));
      const now = (await cycles.load('2019'))!;
      const later = moved(now, { state: 'closing' });
      expect(await cycles.advance(...later, [sampleReply('k3'), sampleReply('k1')])).toBe('outdated');
      expect(await cycles.advance(...moved(cycle), [sampleReply('k3')])).toBe('outdated');
      expect(await cycles.load('2019')).toEqual(now);
      expect(await replies.load('k3')).toBeNull();
    });

    it('of two at once is recorded once', async () => {
      const { cycles, cycle } = await opened(open);
      const both = [moved(cycle), moved(cycle, { state: 'closing' })].map((each) => cycles.advance(...each));
      expect((await Promise.all(both)).sort()).toEqual(['committed', 'outdated']);
      expect((await cycles.load('2019'))?.steps).toBe(1);
    });
  });

  describe('the gates', () => {
    it('of all heads are set, also of more than a transaction holds, and setting them again changes nothing', async () => {
      const { books, cycle } = await opened(open, 120);
      for (let time = 0; time < 2; time++) {
        expect(await books.setGates(cycle, closed)).toBe('committed');
        const heads = await books.heads('2019', districtIds(120));
        expect(heads.every((head) => head?.portalGate === 'closed' && head.assessorGate === 'closed')).toBe(true);
        expect(heads.every((head) => head?.revision === 0 && head.epoch === 1)).toBe(true);
      }
    });

    it('refuse writes through them once they are closed, each its own', async () => {
      const { books, cycle } = await opened(open);
      const { book } = (await books.open('2019', 'd-001', ['5'], null))!;
      await books.setGates(cycle, { portalGate: 'closed', assessorGate: 'open' });
      expect(await books.append(claimChange(book, '1'), null)).toBe('outdated');
      expect(await books.append(targetChange(book, '20'), null)).toBe('committed');
      const { book: next } = (await books.open('2019', 'd-001', ['5'], null))!;
      await books.setGates(cycle, closed);
      expect(await books.append(targetChange(next, '30'), null)).toBe('outdated');
      expect((await books.load('2019', 'd-001'))?.components.get('5')?.target).toBe('20');
    });

    it('stay as they are where the head is of another epoch', async () => {
      const { books, cycle, setHead } = await opened(open);
      await setHead('2019', 'd-002', { epoch: 2 });
      expect(await books.setGates(cycle, closed)).toBe('committed');
      const heads = await books.heads('2019', districtIds(3));
      expect(heads.map((head) => head?.assessorGate)).toEqual(['closed', 'open', 'closed']);
    });

    it('stay as they are once the cycle has moved on from where it was read', async () => {
      const { books, cycles, cycle } = await opened(open);
      await cycles.advance(...moved(cycle));
      expect(await books.setGates(cycle, closed)).toBe('outdated');
      expect(await books.heads('2019', ['d-001'])).toMatchObject([{ portalGate: 'open', assessorGate: 'open' }]);
      expect(await books.setGates((await cycles.load('2019'))!, closed)).toBe('committed');
    });
  });

  describe('a sealed result', () => {
    const text = JSON.stringify({ rows: Array.from({ length: 4000 }, (_, index) => sha256(String(index))) });

    it('gives its text back as it was, in however many pieces it is kept, and kept twice', async () => {
      const { seals, cycle } = await opened(open);
      const pieces = await seals.keepPieces(text);
      expect(await seals.keepPieces(text)).toEqual(pieces);
      for (const piece of pieces) expect(piece).toMatch(/^[0-9a-f]{64}$/);
      expect(await seals.read(finalOf(cycle, sha256(text), pieces))).toBe(text);
    });

    it('is not given where its bytes are not those of its digest, or some are missing', async () => {
      const { seals, cycle, hide } = await opened(open);
      const [pieces, others] = [await seals.keepPieces(text), await seals.keepPieces('{}')];
      await expect(seals.read(finalOf(cycle, sha256(text), others))).rejects.toThrow('digest');
      await expect(seals.read(finalOf(cycle, sha256('{}'), pieces))).rejects.toThrow('digest');
      await hide(keys.piece(pieces.at(-1)!));
      await expect(seals.read(finalOf(cycle, sha256(text), pieces))).rejects.toThrow();
    });

    it('keeps how long its files are, of however many districts, and twice', async () => {
      const { seals, cycle } = await opened(open);
      const final = finalOf(cycle, 'a'.repeat(64), []);
      expect(await seals.fileSizes(final)).toEqual({});
      const sizes = Object.fromEntries(Array.from({ length: 10_000 }, (_, at) => [`certificates/d-${at}.html`, at]));
      await seals.keepFileSizes(final, sizes);
      await seals.keepFileSizes(final, sizes);
      expect(await seals.fileSizes(final)).toEqual(sizes);
      expect(await seals.fileSizes({ ...final, revision: 2 })).toEqual({});
    });

    it('is sealed with the transition, once', async () => {
      const { seals, cycles, cycle } = await opened(open);
      const final = finalOf(cycle, 'a'.repeat(64), ['b'.repeat(64)]);
      expect(await seals.load('2019', 1)).toBeNull();
      expect(await seals.seal(...finalized(cycle, final.sha256), final, 0, [])).toBe('committed');
      expect(await seals.load('2019', 1)).toEqual(final);
      const after = (await cycles.load('2019'))!;
      expect(after).toMatchObject({ state: 'finalized', steps: 1, sealing: { revision: 1, sha256: final.sha256 } });
      const other = { ...final, sha256: 'c'.repeat(64) };
      for (const read of [cycle, after])
        expect(await seals.seal(...finalized(read, other.sha256), other, 0, [])).toBe('outdated');
      expect(await seals.load('2019', 1)).toEqual(final);
      expect((await cycles.load('2019'))?.steps).toBe(1);
    });

    it('is not sealed on a board of another version, nor on none', async () => {
      const { seals, cycles, cycle, hide } = await opened(open);
      const final = finalOf(cycle, 'a'.repeat(64), []);
      expect(await seals.seal(...finalized(cycle, final.sha256), final, 1, [])).toBe('outdated');
      await hide(keys.board('2019'));
      expect(await seals.seal(...finalized(cycle, final.sha256), final, 0, [])).toBe('outdated');
      expect(await seals.load('2019', 1)).toBeNull();
      expect((await cycles.load('2019'))?.state).toBe('open');
    });

    it('is sealed with the replies to who ordered it, or not at all', async () => {
      const { seals, cycles, cycle, replies } = await opened(open);
      const final = finalOf(cycle, 'a'.repeat(64), []);
      await replies.save(sampleReply('taken', { body: 'other' }));
      const attempt = (...ids: string[]) =>
        seals.seal(
          ...finalized(cycle, final.sha256),
          final,
          0,
          ids.map((id) => sampleReply(id)),
        );
      expect(await attempt('k1', 'taken')).toBe('outdated');
      expect([await seals.load('2019', 1), await replies.load('k1')]).toEqual([null, null]);
      expect(await attempt('k1', 'k2')).toBe('committed');
      for (const id of ['k1', 'k2'])
        expect(await replies.load(id)).toEqual(sampleReply(id, { expiresAt: expect.any(Number) }));
      expect((await replies.load('taken'))?.body).toBe('other');
      expect((await cycles.load('2019'))?.state).toBe('finalized');
    });

    it('of two sealed at once is one', async () => {
      const { seals, cycle } = await opened(open);
      const outcomes = ['a', 'b'].map((letter) => {
        const final = finalOf(cycle, letter.repeat(64), []);
        return seals.seal(...finalized(cycle, final.sha256), final, 0, []);
      });
      expect((await Promise.all(outcomes)).sort()).toEqual(['committed', 'outdated']);
    });
  });

  describe('the note that wake-ups are set', () => {
    it('is of the cycle’s epoch, is no transition, and comes too late for another epoch', async () => {
      const { cycles, cycle } = await opened(open);
      expect(await cycles.noteWakeUps(cycle)).toBe('committed');
      expect(await cycles.load('2019')).toEqual({ ...cycle, wakeUpsEpoch: 1 });
      expect(await cycles.advance(...reopened(cycle))).toBe('committed');
      expect(await cycles.noteWakeUps(cycle)).toBe('outdated');
      expect(await cycles.load('2019')).toMatchObject({ epoch: 2, wakeUpsEpoch: 1 });
      expect(await cycles.noteWakeUps({ ...cycle, id: '2018' })).toBe('outdated');
      expect(await cycles.load('2018')).toBeNull();
    });
  });

  describe('a request to reopen', () => {
    it('is kept as it was made, once under its id', async () => {
      const { seals } = await opened(open);
      expect(await seals.loadReopening('2019', 'r1')).toBeNull();
      expect(await seals.request(request, null)).toBe('committed');
      expect(await seals.request({ ...request, reason: '另一个' }, null)).toBe('outdated');
      expect(await seals.loadReopening('2019', 'r1')).toEqual(request);
      expect(await seals.loadReopening('2020', 'r1')).toBeNull();
    });

    it('is listed with the others of its cycle, by id and from where a page ended', async () => {
      const { seals } = await opened(open);
      for (const id of ['r2', 'r1', 'r3']) await seals.request({ ...request, id }, null);
      const listed = async (after: string | null, limit: number) =>
        (await seals.listReopenings('2019', after, limit)).map(({ id }) => id);
      expect(await listed(null, 2)).toEqual(['r1', 'r2']);
      expect(await listed('r1', 9)).toEqual(['r2', 'r3']);
      expect(await seals.listReopenings('2019', 'r2', 1)).toEqual([{ ...request, id: 'r3' }]);
      expect(await seals.listReopenings('2020', null, 9)).toEqual([]);
    });

    it('and its approval are kept with their replies, or not at all', async () => {
      const { seals, books, cycles, cycle, replies } = await opened(open);
      await books.setGates(cycle, closed);
      expect(await seals.request(request, sampleReply('k1'))).toBe('committed');
      expect(await seals.request({ ...request, id: 'r2' }, sampleReply('k1', { body: 'other' }))).toBe('outdated');
      expect(await seals.loadReopening('2019', 'r2')).toBeNull();
      expect(await seals.reopen(...reopened(cycle), approval, sampleReply('k1', { body: 'other' }))).toBe('outdated');
      expect((await cycles.load('2019'))?.epoch).toBe(1);
      expect(await seals.reopen(...reopened(cycle), approval, sampleReply('k2'))).toBe('committed');
      for (const id of ['k1', 'k2'])
        expect(await replies.load(id)).toEqual(sampleReply(id, { expiresAt: expect.any(Number) }));
    });

    it('opens the heads of its scope with the cycle, and no other', async () => {
      const { seals, books, cycles, cycle } = await opened(open);
      await books.setGates(cycle, closed);
      await seals.request(request, null);
      expect(await seals.reopen(...reopened(cycle), approval, null)).toBe('committed');
      const [first, second, third] = await books.heads('2019', districtIds(3));
      const open1 = { portalGate: 'open', assessorGate: 'open', epoch: 2, closesAt: Date.parse(request.until) };
      expect([first, third]).toMatchObject([
        { ...open1, scope: ['5'] },
        { ...open1, scope: ['5'] },
      ]);
      expect(second).toMatchObject({ ...closed, epoch: 1, scope: null });
      expect(await seals.loadReopening('2019', 'r1')).toEqual(approval);
      expect(await cycles.load('2019')).toMatchObject({ state: 'open', epoch: 2, finalizeAt: request.until, steps: 1 });
    });

    it('is approved once, and not after another transition', async () => {
      const { seals, books, cycles, cycle } = await opened(open);
      await books.setGates(cycle, closed);
      await seals.request(request, null);
      await seals.request({ ...request, id: 'r2' }, null);
      expect(await seals.reopen(...reopened(cycle), approval, null)).toBe('committed');
      expect(await seals.reopen(...reopened(cycle), { ...approval, id: 'r2' }, null)).toBe('outdated');
      const now = (await cycles.load('2019'))!;
      await books.setGates(now, closed);
      expect(await seals.reopen(...reopened(now), approval, null)).toBe('outdated');
      expect(await seals.loadReopening('2019', 'r2')).toMatchObject({ state: 'requested' });
      expect(await cycles.load('2019')).toMatchObject({ epoch: 2, steps: 1 });
    });

    it('is not carried out while a head of its scope still has an open gate', async () => {
      const { seals, books, cycles, cycle, setHead } = await opened(open);
      await books.setGates(cycle, closed);
      await setHead('2019', 'd-003', { assessorGate: 'open' });
      await seals.request(request, null);
      expect(await seals.reopen(...reopened(cycle), approval, null)).toBe('outdated');
      expect(await books.heads('2019', ['d-001'])).toMatchObject([{ epoch: 1, portalGate: 'closed' }]);
      expect(await seals.loadReopening('2019', 'r1')).toEqual(request);
      expect((await cycles.load('2019'))?.epoch).toBe(1);
    });
  });
}
