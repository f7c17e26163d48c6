import { statfs } from 'node:fs/promises';
import { StartFault } from './start-fault.ts';

const mebibyte = 1024 ** 2;
/** Twice the largest upload: what is being written when the room runs out still comes to its end. */
const roomBytesMin = 100 * mebibyte;
const lookMilliseconds = 1_000;

/** Bytes that this process may still write on the disk of a directory. */
export type MeasureRoom = (directory: string) => Promise<number>;

const freeBytes: MeasureRoom = async (directory) => {
  const { bavail, bsize } = await statfs(directory);
  return bavail * bsize;
};

/**
 * Throws a `StartFault` where the disk is as good as full. DynamoDB Local meets a full disk with internal failures that
 * do not say so, so nothing is begun there, and a run ends before it comes to that.
 */
export async function needRoom(directory: string, measure: MeasureRoom = freeBytes): Promise<void> {
  const room = await measure(directory);
  if (room >= roomBytesMin) return;
  const [free, needed] = [room, roomBytesMin].map((bytes) => Math.floor(bytes / mebibyte));
  throw new StartFault({
    zh: `${directory} 所在磁盘只剩 ${free} MB，至少需要 ${needed} MB：请腾出空间，或用 DATA_DIR 另设目录`,
    en: `the disk of ${directory} has ${free} MB left and ${needed} MB are needed: make room, or set DATA_DIR to another one`,
  });
}

/** Looks every second, and calls `onFull` once when the room has run out. */
export function watchRoom(
  directory: string,
  onFull: (fault: StartFault) => void,
  measure: MeasureRoom = freeBytes,
): { stop(): void } {
  const timer = setInterval(async () => {
    try {
      await needRoom(directory, measure);
    } catch (fault) {
      // A directory that can't be asked at the moment is asked again.
      if (!(fault instanceof StartFault)) return;
      clearInterval(timer);
      onFull(fault);
    }
  }, lookMilliseconds);
  timer.unref();
  return { stop: () => clearInterval(timer) };
}
