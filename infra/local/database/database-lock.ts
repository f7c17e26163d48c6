import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { StartFault } from '../start-fault.ts';
import { endProcess, findProcess, type RunningProcess } from './running-process.ts';

const fileName = 'dynamodb-local.pid';
const graceMilliseconds = 5_000;

const pidFile = z.object({
  marker: z.literal('kaohe dynamodb-local'),
  pid: z.int().positive(),
  parentPid: z.int().positive(),
  databasePath: z.string().min(1),
});

/**
 * Makes sure that nobody uses the database: ends a DynamoDB Local that a crashed run left behind. Ends a process only if
 * its command line shows DynamoDB Local on this very path and the run that started it is gone; throws a `StartFault` if
 * that run is still there.
 */
export async function clearStaleDatabase(dataDirectory: string, databasePath: string): Promise<void> {
  const noted = readPidFile(dataDirectory);
  const running = noted === null ? null : findProcess(noted.pid);
  if (noted !== null && running !== null && isDatabaseOn(databasePath, running)) {
    if (running.parentPid === noted.parentPid) {
      throw new StartFault({
        zh: `数据目录 ${dataDirectory} 正由进程号为 ${noted.parentPid} 的运行使用：请先停止它，或用 DATA_DIR 另设目录`,
        en: `the data directory ${dataDirectory} is in use by the run with process id ${noted.parentPid}: stop that run first, or set DATA_DIR to another one`,
      });
    }
    await endProcess(running.pid, graceMilliseconds);
  }
  forgetDatabase(dataDirectory);
}

/** Notes which process serves the database, so that the next start recognizes it should this run crash. */
export function rememberDatabase(dataDirectory: string, databasePath: string, pid: number): void {
  const note: z.infer<typeof pidFile> = { marker: 'kaohe dynamodb-local', pid, parentPid: process.pid, databasePath };
  writeFileSync(join(dataDirectory, fileName), `${JSON.stringify(note)}\n`);
}

/** Removes the note. */
export function forgetDatabase(dataDirectory: string): void {
  rmSync(join(dataDirectory, fileName), { force: true });
}

function readPidFile(dataDirectory: string): z.infer<typeof pidFile> | null {
  try {
    return pidFile.parse(JSON.parse(readFileSync(join(dataDirectory, fileName), 'utf8')));
  } catch {
    return null;
  }
}

/** Process ids are used again: whatever else runs under the noted id is none of our business. */
function isDatabaseOn(databasePath: string, running: RunningProcess): boolean {
  return running.commandLine.includes('DynamoDBLocal.jar') && running.commandLine.includes(`-dbPath ${databasePath} `);
}
