import { spawn } from 'node:child_process';
import { Socket } from 'node:net';

/**
 * Has another process asked to end as soon as this one is gone, however it went: after `kill -9` nothing here can ask
 * any more. A shell waits at the end of a pipe that closes with this process. The returned function calls it off, and
 * must be called once that process has ended, for its number may be given again. Without a shell nothing is watched.
 */
export function endWithThisProcess(pid: number): () => void {
  const watch = spawn('sh', ['-c', 'cat > /dev/null; kill "$0"', String(pid)], {
    stdio: ['pipe', 'ignore', 'ignore'],
    // Ctrl-C reaches the whole process group, and must not end the watch before what is watched.
    detached: true,
  });
  watch.on('error', () => undefined);
  watch.stdin.on('error', () => undefined);
  watch.unref();
  if (watch.stdin instanceof Socket) watch.stdin.unref();
  return () => {
    watch.kill('SIGKILL');
    watch.stdin.destroy();
  };
}
