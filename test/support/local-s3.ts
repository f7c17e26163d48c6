import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import type { S3Event } from 'aws-lambda';
import { type LocalS3, type LocalS3Options, startS3 } from '../../infra/local/files/server.ts';

const credentials = { accessKeyId: 'local', secretAccessKey: 'not-a-secret' };
const region = 'eu-central-1';
export const signedWith = { credentials, region };
const silent = { debug() {}, info() {}, warn() {}, error() {} };
export const bucket = 'evidence';
export const portalOrigin = 'http://portal.test:8080';

/** A running stand-in with its client, its directory, the events it delivered and a clock that tests may move. */
export interface S3Fixture {
  server: LocalS3;
  client: S3Client;
  readonly directory: string;
  readonly events: S3Event[];
  readonly clock: { offsetSeconds: number };
  restart(changes?: Partial<LocalS3Options>): Promise<void>;
  dispose(): Promise<void>;
}

export async function startFixture(changes: Partial<LocalS3Options> = {}): Promise<S3Fixture> {
  const directory = await mkdtemp(join(tmpdir(), 'kaohe-s3-'));
  const events: S3Event[] = [];
  const clock = { offsetSeconds: 0 };
  const options: LocalS3Options = {
    directory,
    credentials,
    region,
    buckets: [
      {
        name: bucket,

        requireIfNoneMatchPrefix: 'final/',
        corsOrigins: [portalOrigin],
        objectBytesMax: 8 * 1024 * 1024,
      },
    ],
    clock: () => new Date(Date.now() + clock.offsetSeconds * 1000),
    redelivery: { attemptsMax: 3, firstDelayMilliseconds: 1 },
    onObjectCreated: async (event) => {
      events.push(event);
    },
  };
  const server = await startS3({ ...options, ...changes });
  const fixture: S3Fixture = {
    server,
    client: clientOf(server.endpoint),
    directory,
    events,
    clock,
    async restart(again = {}) {
      await fixture.server.stop();
      fixture.client.destroy();
      fixture.server = await startS3({ ...options, ...again });
      fixture.client = clientOf(fixture.server.endpoint);
    },
    async dispose() {
      await fixture.server.stop();
      fixture.client.destroy();
      await rm(directory, { recursive: true, force: true });
    },
  };
  return fixture;
}

export function clientOf(endpoint: string): S3Client {
  return new S3Client({ endpoint, region, credentials, forcePathStyle: true, maxAttempts: 1, logger: silent });
}

/** A presigned upload with everything signed: length, type, checksum and that the key must be free. */
export interface Ticket {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

export async function presignUpload(client: S3Client, key: string, bytes: Uint8Array): Promise<Ticket> {
  const checksum = createHash('sha256').update(bytes).digest('base64');
  const url = await getSignedUrl(
    client,
    new PutObjectCommand({
      Bucket: bucket,
      Key: key,
      ContentType: 'application/pdf',
      ContentLength: bytes.length,
      ChecksumSHA256: checksum,
      IfNoneMatch: '*',
    }),
    {
      expiresIn: 300,
      unhoistableHeaders: new Set(['x-amz-checksum-sha256']),
      signableHeaders: new Set(['host', 'content-type', 'content-length', 'if-none-match', 'x-amz-checksum-sha256']),
    },
  );
  const headers = { 'content-type': 'application/pdf', 'if-none-match': '*', 'x-amz-checksum-sha256': checksum };
  return { url, headers };
}

/** What came back: the status and, for a refusal, S3's error code. */
export interface Answer {
  readonly status: number;
  readonly code: string | undefined;
  readonly text: string;
  readonly headers: Headers;
}

export async function send(url: string, init: RequestInit = {}): Promise<Answer> {
  const response = await fetch(url, init);
  const text = await response.text();
  return { status: response.status, code: /<Code>(.*?)<\/Code>/.exec(text)?.[1], text, headers: response.headers };
}

export function put(ticket: Ticket, body: Uint8Array, headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
  return send(ticket.url, { method: 'PUT', body: Buffer.from(body), headers: { ...ticket.headers, ...headers } });
}
