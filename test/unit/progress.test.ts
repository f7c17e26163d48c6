import { Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { Progress } from '../../infra/local/progress.ts';
import { StartFault, startComplaint } from '../../infra/local/start-fault.ts';

const one = { zh: '一', en: 'one' };
const two = { zh: '二', en: 'two' };

/** What a start of two steps writes, the second one counted. */
function written(isTTY: boolean): string {
  let text = '';
  const output = new Writable({
    write(chunk, _, done) {
      text += String(chunk);
      done();
    },
  });
  const progress = new Progress(Object.assign(output, { isTTY }));
  progress.report(one);
  progress.report(two, '1/2');
  progress.report(two, '2/2');
  progress.clear();
  progress.clear();
  return text;
}

describe('the progress of a start', () => {
  it('is a line a step where it goes to a file or a pipe', () => {
    expect(written(false)).toBe('一 · one …\n二 · two …\n');
  });

  it('is one line that is written over on a terminal, with counts, and gone in the end', () => {
    const over = '\r\x1b[K';
    expect(written(true)).toBe(`${over}一 · one …${over}二 · two 1/2 …${over}二 · two 2/2 …${over}`);
  });
});

describe('the complaint of a start', () => {
  it('is one line for what a person can mend: a refusal, or a file that the system refuses', () => {
    expect(startComplaint(new StartFault(one))).toBe('kaohe: 一 · one');
    const full = Object.assign(new Error("ENOSPC: no space left on device, open '/data/x'"), {
      code: 'ENOSPC',
      path: '/data/x',
    });
    expect(startComplaint(full)).toBe(
      "kaohe: 文件 /data/x 不能使用（ENOSPC）：请检查权限和磁盘 · the file /data/x can't be used (ENOSPC: no space left on device): look at its permissions and at the disk",
    );
  });

  it('is the fault itself, with its places, for what is a mistake of the program', () => {
    const fault = new TypeError('x is not a function');
    expect(startComplaint(fault)).toBe(fault);
  });
});
