import { tmpdir } from 'node:os';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type MeasureRoom, needRoom, watchRoom } from '../../infra/local/disk-room.ts';
import { StartFault } from '../../infra/local/start-fault.ts';

const mebibyte = 1024 ** 2;

describe('room on the disk', () => {
  it.each([100 * mebibyte, 10 ** 15])('is enough with %i bytes', async (bytes) => {
    await expect(needRoom('/data', async () => bytes)).resolves.toBeUndefined();
  });

  it.each([
    [0, 0],
    [2 * mebibyte, 2],
    [100 * mebibyte - 1, 99],
  ])('is not enough with %i bytes, and one line in both languages says so', async (bytes, shown) => {
    const fault = await needRoom('/data', async () => bytes).catch((thrown: unknown) => thrown);
    expect(fault).toBeInstanceOf(StartFault);
    expect((fault as StartFault).message).toBe(
      `/data 所在磁盘只剩 ${shown} MB，至少需要 100 MB：请腾出空间，或用 DATA_DIR 另设目录` +
        ` · the disk of /data has ${shown} MB left and 100 MB are needed: make room, or set DATA_DIR to another one`,
    );
  });

  it('is asked of the disk that the directory is on', async () => {
    const asked = needRoom(tmpdir()).then(
      () => 'enough',
      (fault: unknown) => fault,
    );
    expect(['enough', expect.any(StartFault)]).toContainEqual(await asked);
    await expect(needRoom('/nowhere/at/all')).rejects.toThrow('ENOENT');
  });
});

describe('the watch over the disk', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  /** The watch over a disk that is measured with these results in turn, and what it called out after so many seconds. */
  async function watched(seconds: number, measured: readonly (number | 'fault')[]): Promise<string[]> {
    const called: string[] = [];
    const results = [...measured];
    const measure: MeasureRoom = async () => {
      const result = results.length > 1 ? results.shift()! : results[0]!;
      if (result === 'fault') throw new Error('EIO');
      return result;
    };
    const watch = watchRoom('/data', ({ message }) => called.push(message), measure);
    await vi.advanceTimersByTimeAsync(seconds * 1000);
    watch.stop();
    return called;
  }

  it('calls out once when the room has run out, within a second', async () => {
    expect(await watched(1, [10 * mebibyte])).toHaveLength(1);
    expect(await watched(9, [10 ** 12, 10 ** 12, 10 * mebibyte])).toHaveLength(1);
  });

  it('says nothing while there is room, and asks again where the disk could not be asked', async () => {
    expect(await watched(9, [10 ** 12])).toEqual([]);
    expect(await watched(9, ['fault', 'fault', 10 ** 12])).toEqual([]);
    expect(await watched(9, ['fault', 10 * mebibyte])).toHaveLength(1);
  });
});
