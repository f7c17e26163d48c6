import '../support/quiet.ts';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { protectEvidence } from '../../functions/protect-evidence/protect-evidence.ts';
import { advanceCycle } from '../../functions/protocols/finalization/advance-cycle.ts';
import { sweep } from '../../functions/sweep/sweep.ts';
import * as metrics from '../../functions/telemetry/metrics.ts';
import type { Evidence } from '../../lib/domain/evidence.ts';
import { eventsOfEntry } from '../../lib/domain/published-events.ts';
import { keys } from '../../lib/stores/table.ts';
import type { MemoryDependencies } from '../support/memory/dependencies.ts';
import { overriding } from '../support/overriding.ts';
import { sampleNow } from '../support/sample-cycle.ts';
import { brief } from '../support/sample-service.ts';
import { type PreparedYear, preparedYear, yearFinalizesAt } from '../support/year-end/prepared-year.ts';

vi.mock('../../functions/telemetry/metrics.ts', { spy: true });
afterEach(() => vi.clearAllMocks());

const assessor = { role: 'assessor', subject: 'assessor-1' };
const base = '/v1/cycles/2019/districts/d-001';

/** A year in which one file of each district is verified, and no event has told of it. */
const unlockedYear = () => preparedYear('hold');

/** The dependencies with a bucket that refuses to lock, or locks all but some files. */
function refusing(needs: MemoryDependencies, isRefused: (objectKey: string) => boolean = () => true) {
  const { files } = needs;
  const protect: typeof files.protect = async (objectKey, versionId, until) => {
    if (isRefused(objectKey)) throw new Error('the bucket refuses');
    return files.protect(objectKey, versionId, until);
  };
  return { ...needs, files: overriding(files, { protect }) };
}

/** The file that a district's verification of component 2 rests on. */
async function fileOf({ needs }: PreparedYear, district = 'd-001'): Promise<Evidence> {
  const book = (await needs.books.load('2019', district))!;
  return (await needs.books.evidenceOf('2019', district, book.components.get('2')!.verification!.evidence[0]!.id))!;
}

const stateOf = async ({ needs }: PreparedYear) => (await needs.cycles.load('2019'))?.state;

describe('evidence whose event was lost', () => {
  it('is locked by the next sweep, from the verification on, and asked for once', async () => {
    const year = await unlockedYear();
    expect(year.needs.files.kept.size).toBe(0);
    year.clock.time = sampleNow + 60_000;
    await sweep(year.needs);
    const { objectKey, versionId, id } = await fileOf(year);
    const until = '2029-12-31T15:00:00.000Z';
    expect([year.needs.files.kept.size, year.needs.files.kept.get(`${objectKey}?${versionId}`)]).toEqual([3, until]);
    expect(await year.needs.locks.ofBook('2019', 'd-001')).toEqual([{ id, versionId, until }]);
    const asked: string[] = [];
    const files = overriding(year.needs.files, { protect: async (objectKey) => void asked.push(objectKey) });
    await sweep({ ...year.needs, files });
    expect(asked).toEqual([]);
  });

  it('is locked for longer once a later verification rests on it', async () => {
    const year = await unlockedYear();
    await sweep(year.needs);
    year.clock.time = sampleNow + 60_000;
    const claimRevision = (await year.needs.books.load('2019', 'd-001'))!.components.get('2')!.claim!.revision;
    const body = { decision: 'correct', value: '2', claimRevision, reason: '复核' };
    expect(brief(await year.send(`POST ${base}/components/2/assessments`, { caller: assessor, body }))).toBe('201');
    await sweep(year.needs);
    const { objectKey, versionId } = await fileOf(year);
    expect(year.needs.files.kept.get(`${objectKey}?${versionId}`)).toBe('2029-12-31T15:01:00.000Z');
  });

  it('is counted once it could not be locked for half an hour, and keeps no other file from being locked', async () => {
    const year = await unlockedYear();
    const { objectKey } = await fileOf(year);
    const needs = refusing(year.needs, (key) => key === objectKey);
    for (const [minutes, count] of [
      [29.9, 0],
      [30, 1],
    ] as const) {
      year.clock.time = sampleNow + minutes * 60_000;
      // By then it is due to be sealed, and can't be.
      await expect(sweep(needs)).rejects.toThrow('the bucket refuses');
      expect(metrics.countUnlockedEvidence).toHaveBeenLastCalledWith(count);
    }
    expect(year.needs.files.kept.size).toBe(2);
  });

  it('and whose file is gone from the table is counted, not passed over', async () => {
    const year = await unlockedYear();
    year.needs.table.remove(keys.evidence('2019', 'd-001', (await fileOf(year)).id));
    year.clock.time = sampleNow + 1_800_000;
    await expect(sweep(year.needs)).rejects.toThrow('the book does not have');
    expect(metrics.countUnlockedEvidence).toHaveBeenLastCalledWith(1);
  });
});

describe('what the event has locked', () => {
  it('is noted, so that the sweeper need not ask for it', async () => {
    const year = await unlockedYear();
    const entries = await year.needs.books.history('2019', 'd-001', null, 3);
    for (const entry of entries) await protectEvidence(year.needs, eventsOfEntry(entry)[0]!);
    expect(await year.needs.locks.ofBook('2019', 'd-001')).toHaveLength(1);
    const asked: string[] = [];
    await sweep(refusing(year.needs, (objectKey) => asked.push(objectKey) > 0));
    expect(asked).not.toContain((await fileOf(year)).objectKey);
  });
});

describe('a sealing', () => {
  it('waits in closing while the bucket refuses to lock a file, and seals once it does', async () => {
    const year = await unlockedYear();
    year.clock.time = yearFinalizesAt;
    const { objectKey } = await fileOf(year, 'd-003');
    const needs = refusing(year.needs, (key) => key === objectKey);
    for (let again = 0; again < 2; again++) {
      await expect(advanceCycle(needs, '2019')).rejects.toThrow('the bucket refuses');
      expect([await stateOf(year), await year.needs.seals.load('2019', 1)]).toEqual(['closing', null]);
    }
    await sweep(year.needs);
    expect(await stateOf(year)).toBe('finalized');
    expect(year.needs.files.kept.size).toBe(3);
  });

  it('asks the bucket of every file, whatever was noted', async () => {
    const year = await unlockedYear();
    const { id, versionId } = await fileOf(year);
    await year.needs.locks.note('2019', 'd-001', { id, versionId: versionId!, until: '2999-01-01T00:00:00.000Z' });
    year.clock.time = yearFinalizesAt;
    await expect(advanceCycle(refusing(year.needs), '2019')).rejects.toThrow('the bucket refuses');
    expect(await advanceCycle(year.needs, '2019')).toBe('done');
    expect(year.needs.files.kept.size).toBe(3);
  });

  it.each([
    ['of which the book knows nothing any more', null],
    ['that is not stored', { versionId: null }],
    ['of whose version the bucket knows nothing', { versionId: 'v-gone' }],
  ])('rests on no file %s', async (_, changed) => {
    const year = await unlockedYear();
    const file = await fileOf(year);
    const key = keys.evidence('2019', 'd-001', file.id);
    if (changed) year.needs.table.alter(key, changed);
    else year.needs.table.remove(key);
    year.clock.time = yearFinalizesAt;
    await expect(advanceCycle(year.needs, '2019')).rejects.toThrow();
    expect(await year.needs.seals.load('2019', 1)).toBeNull();
  });
});
