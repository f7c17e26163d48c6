import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { StartFault } from './start-fault.ts';

/** Listens on 127.0.0.1 and gives the port; 0 takes a free one. Throws a `StartFault` that names the setting otherwise. */
export function listen(server: Server, port: number, setting: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const refuse = ({ code }: NodeJS.ErrnoException) => reject(unusablePort(port, setting, code ?? 'unknown'));
    server.once('error', refuse);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', refuse);
      resolve((server.address() as AddressInfo).port);
    });
  });
}

function unusablePort(port: number, setting: string, code: string): StartFault {
  if (code === 'EADDRINUSE') {
    return new StartFault({
      zh: `端口 ${port} 已被占用：请停止占用它的程序，或用 ${setting} 另设端口`,
      en: `port ${port} is taken: stop what listens there, or set ${setting} to another one`,
    });
  }
  return new StartFault({
    zh: `端口 ${port} 不能使用（${code}）：请用 ${setting} 另设端口`,
    en: `port ${port} can't be used (${code}): set ${setting} to another one`,
  });
}
