import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';

/** What the operating system says about a running process. */
export interface RunningProcess {
  readonly pid: number;
  /** The process that started it; 1 or a reaper once that one is dead. */
  readonly parentPid: number;
  readonly commandLine: string;
}

/** The process with this id; `null` if there is none, if it is over and nobody has collected it, or the system won't tell. */
export function findProcess(pid: number): RunningProcess | null {
  return existsSync('/proc/self/status') ? readProcFiles(pid) : askPs(pid);
}

/** Asks the process to end and, if it has not after the grace, kills it. */
export async function endProcess(pid: number, graceMilliseconds: number): Promise<void> {
  signal(pid, 'SIGTERM');
  const patienceEnds = Date.now() + graceMilliseconds;
  // In a container nobody may collect an orphan that is over: signals reach it for ever.
  while (signal(pid, 0) && findProcess(pid) !== null) {
    if (Date.now() > patienceEnds) signal(pid, 'SIGKILL');
    await wait(20);
  }
}

/** `false` if there is no such process. */
function signal(pid: number, name: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, name);
  } catch {
    return false;
  }
}

/** Of a process that is over and was not collected the command line is empty. */
function readProcFiles(pid: number): RunningProcess | null {
  try {
    const commandLine = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').join(' ').trim();
    const parent = /^PPid:\s*(\d+)$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return commandLine === '' || parent === undefined ? null : { pid, parentPid: Number(parent), commandLine };
  } catch {
    return null;
  }
}

/** Where there is no /proc, as on macOS. */
function askPs(pid: number): RunningProcess | null {
  try {
    const line = execFileSync('ps', ['-ww', '-o', 'ppid=,args=', '-p', String(pid)], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
    const [, parent, commandLine] = /^(\d+)\s+(.+)$/.exec(line) ?? [];
    return parent === undefined || commandLine === undefined ? null : { pid, parentPid: Number(parent), commandLine };
  } catch {
    return null;
  }
}
