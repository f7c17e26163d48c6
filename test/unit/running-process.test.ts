import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it, onTestFinished } from 'vitest';
import { endProcess, findProcess } from '../../infra/local/database/running-process.ts';
import { until } from '../support/until.ts';

/** A process whose parent lives on and never collects it. */
async function uncollected(program: string): Promise<number> {
  const parent = spawn('sh', ['-c', `sh -c 'echo $$; exec ${program}' & exec sleep 600`]);
  onTestFinished(() => void parent.kill());
  const [line] = await once(parent.stdout, 'data');
  const pid = Number(line);
  onTestFinished(() => void process.kill(pid));
  return pid;
}

describe('a process that nobody collects', () => {
  it('is found while it runs, and not once it is over', async () => {
    const running = await uncollected('sleep 600');
    await until('it runs', () => findProcess(running)?.commandLine === 'sleep 600');
    const over = await uncollected('true');
    await until('it is over', () => findProcess(over) === null);
    expect(process.kill(over, 0)).toBe(true);
  });

  it('has ended when it is over', async () => {
    const pid = await uncollected('sleep 600');
    await endProcess(pid, 60_000);
    expect(findProcess(pid)).toBeNull();
  });
});
