import type { Text } from '../../lib/domain/text.ts';

/** The local run cannot start. The message is one line in both languages: what is wrong and what to do about it. */
export class StartFault extends Error {
  override readonly name = 'StartFault';

  constructor({ zh, en }: Text) {
    super(`${zh} · ${en}`);
  }
}

/** What to print of whatever ended a start: one line if it says enough, else the fault with its places in the code. */
export function startComplaint(fault: unknown): unknown {
  if (fault instanceof StartFault) return `kaohe: ${fault.message}`;
  const { code, path, message } = fault as NodeJS.ErrnoException;
  if (code === undefined || path === undefined) return fault;
  const told = new StartFault({
    zh: `文件 ${path} 不能使用（${code}）：请检查权限和磁盘`,
    en: `the file ${path} can't be used (${message.split(',')[0]}): look at its permissions and at the disk`,
  });
  return `kaohe: ${told.message}`;
}
