import { describe, expect, it } from 'vitest';
import type { IntegrityReport } from '../../../lib/domain/ports.ts';
import { sampleReply } from '../sample-change.ts';
import { firstBoard, sampleCycle, sampleScheme } from '../sample-cycle.ts';
import type { StoresUnderContract } from '../store-contract.ts';

const other = { ...sampleScheme.document, id: 'another-scheme' };

export function smallStoresContract(open: () => Promise<StoresUnderContract>): void {
  describe('schemes', () => {
    it('that ship are there from the start, and loaded ones beside them, by id', async () => {
      const { schemes } = (await open()).stores;
      expect(await schemes.load(sampleScheme.id)).toEqual(sampleScheme.document);
      expect(await schemes.load(other.id)).toBeNull();
      expect(await schemes.save(other, null)).toBe('committed');
      expect(await schemes.load(other.id)).toEqual(other);
      expect((await schemes.list()).map(({ id }) => id)).toEqual([other.id, sampleScheme.id]);
    });

    it('are write-once: neither a loaded nor a shipped one is replaced', async () => {
      const { schemes } = (await open()).stores;
      await schemes.save(other, null);
      for (const document of [
        { ...other, source: 'changed' },
        { ...sampleScheme.document, source: 'changed' },
      ])
        expect(await schemes.save(document, null)).toBe('outdated');
      expect((await schemes.list()).map(({ source }) => source)).not.toContain('changed');
    });

    it('are kept with their reply, or neither is', async () => {
      const { schemes, replies } = (await open()).stores;
      expect(await schemes.save(other, sampleReply('k1'))).toBe('committed');
      expect(await replies.load('k1')).toEqual(sampleReply('k1', { expiresAt: expect.any(Number) }));
      const third = { ...other, id: 'third-scheme' };
      expect(await schemes.save(third, sampleReply('k1', { body: 'other' }))).toBe('outdated');
      expect(await schemes.load(third.id)).toBeNull();
      expect(await schemes.save(other, sampleReply('k2'))).toBe('outdated');
      expect(await replies.load('k2')).toBeNull();
    });
  });

  describe('kept replies', () => {
    it('are given again as they were, until they expire', async () => {
      const { replies } = (await open()).stores;
      const now = Math.floor(Date.now() / 1000);
      expect(await replies.load('k1')).toBeNull();
      const reply = sampleReply('k1', { location: '/v1/cycles/2019', etag: null });
      expect(await replies.save(reply)).toBe('committed');
      expect(await replies.load('k1')).toEqual(reply);
      await replies.save(sampleReply('k2', { expiresAt: now - 1 }));
      expect(await replies.load('k2')).toBeNull();
    });

    it('stay the first ones, unless these have expired', async () => {
      const { replies } = (await open()).stores;
      await replies.save(sampleReply('k1', { body: 'first' }));
      expect(await replies.save(sampleReply('k1', { body: 'second' }))).toBe('outdated');
      expect((await replies.load('k1'))?.body).toBe('first');
      await replies.save(sampleReply('k2', { expiresAt: Math.floor(Date.now() / 1000) - 1 }));
      expect(await replies.save(sampleReply('k2', { body: 'second' }))).toBe('committed');
      expect((await replies.load('k2'))?.body).toBe('second');
    });
  });

  describe('renewing a kept reply', () => {
    it('replaces it for the very same request and for no other', async () => {
      const { replies } = (await open()).stores;
      await replies.save(sampleReply('k1', { body: 'first' }));
      expect(await replies.renew(sampleReply('k1', { body: 'other', fingerprint: 'f2' }))).toBe('outdated');
      expect(await replies.renew(sampleReply('k2', { body: 'none' }))).toBe('outdated');
      expect((await replies.load('k1'))?.body).toBe('first');
      expect(await replies.renew(sampleReply('k1', { body: 'more' }))).toBe('committed');
      expect(await replies.load('k1')).toEqual(sampleReply('k1', { body: 'more', expiresAt: expect.any(Number) }));
      expect(await replies.load('k2')).toBeNull();
    });
  });

  describe('secrets', () => {
    it('are made once, the same for everybody who needs one at the same time', async () => {
      const { secrets } = (await open()).stores;
      expect(await secrets.load('key')).toBeNull();
      await Promise.all(Array.from({ length: 8 }, () => secrets.ensure('key')));
      const made = await secrets.load('key');
      expect(made).toMatch(/^[0-9a-f]{64}$/);
      await secrets.ensure('key');
      expect(await secrets.load('key')).toBe(made);
      await secrets.ensure('other');
      expect(await secrets.load('other')).not.toBe(made);
    });
  });

  describe('notes of locked files', () => {
    it('are those of one book by file, the last of each, and no part of what scoring reads', async () => {
      const { locks, books, cycles } = (await open()).stores;
      const cycle = sampleCycle('2019');
      await cycles.create(cycle, firstBoard(cycle), null);
      const lock = (id: string, until: string) => ({ id, versionId: `v-${id}`, until });
      expect(await locks.ofBook('2019', 'd-001')).toEqual([]);
      const before = [await books.load('2019', 'd-001'), await books.evidence('2019', 'd-001')];
      for (const until of ['2029-01-01T00:00:00.000Z', '2030-01-01T00:00:00.000Z'])
        await locks.note('2019', 'd-001', lock('f1', until));
      await locks.note('2019', 'd-001', lock('f2', '2029-01-01T00:00:00.000Z'));
      await locks.note('2019', 'd-002', lock('f3', '2029-01-01T00:00:00.000Z'));
      await locks.note('2020', 'd-001', lock('f4', '2029-01-01T00:00:00.000Z'));
      expect(await locks.ofBook('2019', 'd-001')).toEqual([
        lock('f1', '2030-01-01T00:00:00.000Z'),
        lock('f2', '2029-01-01T00:00:00.000Z'),
      ]);
      expect([await books.load('2019', 'd-001'), await books.evidence('2019', 'd-001')]).toEqual(before);
    });
  });

  describe('integrity reports', () => {
    it('are the last one of each cycle', async () => {
      const { integrity } = (await open()).stores;
      const report = (version: number): IntegrityReport => ({
        at: '2019-06-01T00:00:00.000Z',
        version,
        districtsCompared: 3,
        differences: [{ column: 'totals', district: 'd-001', board: '1', rebuilt: '2' }],
        auditEntriesChecked: 5,
        auditBreaks: [{ district: 'd-001', revision: 3, fault: 'altered-entry' }],
      });
      expect(await integrity.load('2019')).toBeNull();
      for (const version of [7, 8]) await integrity.save('2019', report(version));
      expect(await integrity.load('2019')).toEqual(report(8));
      expect(await integrity.load('2020')).toBeNull();
    });
  });
}
