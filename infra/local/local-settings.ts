import { accessSync, constants, mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
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
  /** Browser origins that may upload; none unless they are named. */
  readonly portalOrigins: readonly string[];
}

/** Reads PORT, DATA_DIR, DEMO, DYNAMODB_ENDPOINT, FILES_PORT and PORTAL_ORIGINS. Throws a `StartFault` for one that can't be used. */
export function readLocalSettings(environment: NodeJS.ProcessEnv): LocalSettings {
  const dataDirectory = resolve(environment.DATA_DIR || '.data');
  ensureWritable(dataDirectory);
  return {
    port: readPort(environment.PORT || '8787', 'PORT'),
    dataDirectory,
    isDemoWanted: environment.DEMO !== 'off',
    dynamoDbEndpoint: readEndpoint(environment.DYNAMODB_ENDPOINT || null),
    filesPort: readPort(environment.FILES_PORT || '0', 'FILES_PORT'),
    portalOrigins: (environment.PORTAL_ORIGINS ?? '').split(',').filter(Boolean),
  };
}

function readPort(text: string, name: string): number {
  const port = Number(text);
  if (/^[0-9]{1,5}$/.test(text) && port <= 65_535) return port;
  throw new StartFault(`${name} must be a number from 0 to 65535 (0 takes a free port)`);
}

function readEndpoint(text: string | null): string | null {
  if (text === null || /^https?:\/\/[^\s/]+\/?$/.test(text)) return text;
  throw new StartFault('DYNAMODB_ENDPOINT must be an address such as http://127.0.0.1:8000');
}

function ensureWritable(directory: string): void {
  try {
    mkdirSync(directory, { recursive: true });
    accessSync(directory, constants.W_OK);
  } catch {
    throw new StartFault(`the data directory ${directory} can't be written: set DATA_DIR to one that can`);
  }
}
