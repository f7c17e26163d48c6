import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { newImport } from '../../../lib/stores/import-store.ts';
import { keys } from '../../../lib/stores/table.ts';
import { sampleReply } from '../sample-change.ts';
import type { StoresUnderContract } from '../store-contract.ts';

const by = { subject: 'assessor-1', role: 'assessor', district: null } as const;
const given = (id: string) => {
  const expiresAt = Math.floor(Date.now() / 1000) + 3600;
  return newImport({ id, cycle: '2019', by, receivedAt: 1, isDryRun: false, books: 2, expiresAt });
};
/** So long, and so random, that it takes several pieces. */
const long = randomBytes(600_000).toString('hex');

export function importsContract(open: () => Promise<StoresUnderContract>): void {
  describe('large imports', () => {
    it('are kept with their rows, however long these are, and are open until they have ended', async () => {
      const { imports } = (await open()).stores;
      const job = (await imports.add(given('i-1'), long, null))!;
      expect(job).toMatchObject({ state: 'working', runs: 0 });
      expect(job.rowPieces).toBeGreaterThan(1);
      expect(await imports.load('i-1')).toEqual(job);
      expect(await imports.rows(job)).toBe(long);
      expect((await imports.open()).map(({ id }) => id)).toEqual(['i-1']);
      const taken = (await imports.change(job, { runs: 1, leasedUntil: 5 }))!;
      expect(await imports.load('i-1')).toEqual(taken);
      await imports.end({ ...taken, checked: 2, written: 1 }, 'failed', long);
      const ended = (await imports.load('i-1'))!;
      expect(ended).toMatchObject({ state: 'failed', checked: 2, written: 1, leasedUntil: 0 });
      expect(await imports.report(ended)).toBe(long);
      expect(await imports.open()).toEqual([]);
    });

    it('are kept with the reply, or neither is, and none is written over another', async () => {
      const { imports, replies } = (await open()).stores;
      expect(await imports.add(given('i-1'), 'rows', sampleReply('k1'))).not.toBeNull();
      expect((await replies.load('k1'))?.body).toBe(sampleReply('k1').body);
      expect(await imports.add(given('i-2'), 'rows', sampleReply('k1', { body: 'other' }))).toBeNull();
      expect(await imports.load('i-2')).toBeNull();
      expect(await imports.add({ ...given('i-1'), cycle: 'other' }, 'rows', sampleReply('k2'))).toBeNull();
      expect((await imports.load('i-1'))?.cycle).toBe('2019');
      expect(await replies.load('k2')).toBeNull();
    });

    it('are changed by who has taken them up last, and by nobody once they have ended', async () => {
      const { imports } = (await open()).stores;
      const first = (await imports.add(given('i-1'), 'rows', null))!;
      const taken = (await imports.change(first, { runs: 1 }))!;
      expect(await imports.change(first, { written: 9 })).toBeNull();
      await imports.end(first, 'done', 'of the one before');
      expect(await imports.load('i-1')).toEqual(taken);
      await imports.end(taken, 'done', 'of the last one');
      expect(await imports.change(taken, { written: 9 })).toBeNull();
      expect(await imports.report((await imports.load('i-1'))!)).toBe('of the last one');
    });

    it('with a piece that is lost are not taken for shorter ones', async () => {
      const { stores, hide } = await open();
      const job = (await stores.imports.add(given('i-1'), long, null))!;
      const restore = await hide(keys.importPiece('i-1', 'ROWS', 1));
      await expect(stores.imports.rows(job)).rejects.toThrow('a piece of an import is missing');
      await restore();
      expect(await stores.imports.rows(job)).toBe(long);
    });
  });
}
