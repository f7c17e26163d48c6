import { existsSync, mkdirSync, mkdtempSync, rmdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { evidenceLimitsOf } from '../../functions/wiring/evidence-dependencies.ts';
import { requestsPerSecondOf } from '../../functions/wiring/own-dependencies.ts';
import { StartFault } from './start-fault.ts';

/** What the local run takes from the environment. */
export interface LocalSettings {
  readonly port: number;
  readonly dataDirectory: string;
  readonly isDemoWanted: boolean;
  /** Another DynamoDB-compatible service instead of the DynamoDB Local of this run. */
  readonly dynamoDbEndpoint: string | null;
  /** Where uploads and downloads go; 0 takes a free port. */
  readonly filesPort: number;
  /** Origins whose pages may call the API and upload from a browser; none unless they are named. */
  readonly portalOrigins: readonly string[];
}

/** Reads PORT, DATA_DIR, DEMO, DYNAMODB_ENDPOINT, FILES_PORT and PORTAL_ORIGINS. Throws a `StartFault` for one that can't be used. */
export function readLocalSettings(environment: NodeJS.ProcessEnv): LocalSettings {
  const dataDirectory = resolve(environment.DATA_DIR || '.data');
  checkFunctionSettings(environment);
  ensureWritable(dataDirectory);
  return {
    port: readPort(environment.PORT || '8787', 'PORT'),
    dataDirectory,
    isDemoWanted: environment.DEMO !== 'off',
    dynamoDbEndpoint: readEndpoint(environment.DYNAMODB_ENDPOINT || null),
    filesPort: readPort(environment.FILES_PORT || '0', 'FILES_PORT'),
    portalOrigins: readOrigins(environment.PORTAL_ORIGINS ?? ''),
  };
}

function readPort(text: string, name: string): number {
  const port = Number(text);
  if (/^[0-9]{1,5}$/.test(text) && port <= 65_535) return port;
  throw new StartFault({
    zh: `${name} 须为 0 至 65535 的数字（0 表示任选空闲端口）`,
    en: `${name} must be a number from 0 to 65535 (0 takes a free port)`,
  });
}

function readEndpoint(text: string | null): string | null {
  if (text === null || /^https?:\/\/[^\s/]+\/?$/.test(text)) return text;
  throw new StartFault({
    zh: 'DYNAMODB_ENDPOINT 须为地址，例如 http://127.0.0.1:8000',
    en: 'DYNAMODB_ENDPOINT must be an address such as http://127.0.0.1:8000',
  });
}

/** As a browser writes them, because it is by this text that it is found out whose page has asked. */
function readOrigins(text: string): string[] {
  const origins = text.split(',').filter(Boolean);
  if (origins.every((origin) => /^https?:/.test(origin) && URL.parse(origin)?.origin === origin)) return origins;
  throw new StartFault({
    zh: 'PORTAL_ORIGINS 须为用逗号分隔的来源，例如 http://localhost:3000，不带路径和末尾的斜杠',
    en: 'PORTAL_ORIGINS must be origins joined by commas, such as http://localhost:3000, without a path or a slash at the end',
  });
}

/** The functions read these settings by themselves, but too late for a refusal to start. */
function checkFunctionSettings(environment: NodeJS.ProcessEnv): void {
  const refuseWith = (zh: string, read: () => unknown) => {
    try {
      read();
    } catch (fault) {
      const { message } = fault as Error;
      throw new StartFault({ zh: `${zh}（${message.split(' ')[0]}）`, en: message });
    }
  };
  refuseWith('佐证材料的设置不能用', () => evidenceLimitsOf(environment));
  refuseWith('每秒请求数的设置不能用', () => requestsPerSecondOf(environment));
}

/** One by one: where nothing can be made and nothing says so, as under /proc, Node's recursive way never comes back. */
function makeDirectory(directory: string): void {
  if (existsSync(directory)) return;
  makeDirectory(dirname(directory));
  mkdirSync(directory, { mode: 0o700 });
}

/** By writing: permissions alone do not tell of a directory in which nothing can be made, as under /proc. */
function ensureWritable(directory: string): void {
  try {
    makeDirectory(directory);
    rmdirSync(mkdtempSync(join(directory, 'try-')));
  } catch (fault) {
    const { code } = fault as NodeJS.ErrnoException;
    throw new StartFault({
      zh: `数据目录 ${directory} 不能写入（${code}）：请用 DATA_DIR 另设一个能写的目录`,
      en: `the data directory ${directory} can't be written (${code}): set DATA_DIR to one that can`,
    });
  }
}
