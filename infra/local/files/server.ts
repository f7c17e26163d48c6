import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import type { S3Event } from 'aws-lambda';
import { listen, namedHost } from '../loopback.ts';
import type { LocalBucket, Reply } from './bucket.ts';
import { answerPreflight, corsHeaders } from './cors.ts';
import { EventJournal, type Redelivery } from './event-journal.ts';
import { FileStore } from './file-store.ts';
import { getObject } from './get-object.ts';
import { putObject } from './put-object.ts';
import { S3Refusal } from './s3-refusal.ts';
import { parameterOf, readS3Request, type S3Request } from './s3-request.ts';
import { type S3Credentials, verifySignature } from './signature.ts';
import { answerDocument, documentNames } from './version-documents.ts';
import { answerBrokenRequest, type Exchange, openBody, writeRefusal, writeReply } from './wire.ts';

/** What the stand-in serves, where it keeps it and whom it tells. */
export interface LocalS3Options {
  /** 0 or absent: any free port. */
  readonly port?: number;
  readonly directory: string;
  readonly credentials: S3Credentials;
  readonly region: string;
  readonly buckets: readonly LocalBucket[];
  /** Called at least once for every stored version; a rejection is repeated, with growing delays. */
  readonly onObjectCreated: (event: S3Event) => Promise<void>;
  readonly redelivery?: Redelivery;
  readonly clock?: () => Date;
  /** What stored objects are dated by, if another clock than signatures are checked by. */
  readonly storeClock?: () => Date;
}

/** A running stand-in: path style, `<endpoint>/<bucket>/<key>`. */
export interface LocalS3 {
  readonly endpoint: string;
  /** Cuts open connections, waits for event deliveries that are underway and leaves the data on disk. */
  stop(): Promise<void>;
}

const REDELIVERY: Redelivery = { attemptsMax: 8, firstDelayMilliseconds: 200 };
const PUT_PARAMETERS = /^([Xx]-[Aa]mz-.*|x-id)$/;
const DOCUMENT_PARAMETERS = /^([Xx]-[Aa]mz-.*|x-id|versionId|retention|tagging)$/;
const GET_PARAMETERS = /^([Xx]-[Aa]mz-.*|x-id|versionId|response-[a-z-]+)$/;

/** Starts the stand-in on 127.0.0.1 and delivers the events that an earlier run could not. */
export async function startS3(options: LocalS3Options): Promise<LocalS3> {
  const store = await FileStore.open(options.directory, options.storeClock ?? options.clock);
  const receive = options.onObjectCreated;
  const journal = await EventJournal.open(join(options.directory, 'events'), receive, options.redelivery ?? REDELIVERY);
  const stand = { options, store, journal };
  const underway = new Set<Promise<void>>();
  const serving = (awaitsContinue: boolean) => (message: IncomingMessage, response: ServerResponse) => {
    const work = serve(stand, message, response, awaitsContinue);
    underway.add(work);
    work.finally(() => underway.delete(work));
  };
  // What Node would refuse by itself, without S3's error document, is refused here with one.
  const server = createServer({ requireHostHeader: false }, serving(false))
    .on('checkContinue', serving(true))
    .on('checkExpectation', serving(false))
    .on('connect', (_, socket) => answerBrokenRequest(new Error('CONNECT'), socket))
    .on('clientError', answerBrokenRequest);
  const port = await listen(server, options.port ?? 0, 'FILES_PORT');
  await journal.deliverPending(async ({ Records: [record] }) => {
    const { bucket, object } = record!.s3;
    const key = decodeURIComponent(object.key.replaceAll('+', ' '));
    return (await store.find(bucket.name, key, object.versionId)) !== undefined;
  });
  return {
    endpoint: `http://127.0.0.1:${port}`,
    async stop() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
      await Promise.all(underway);
      await journal.stop();
    },
  };
}

interface Stand {
  readonly options: LocalS3Options;
  readonly store: FileStore;
  readonly journal: EventJournal;
}

/** One request from first byte to last. Never rejects: whatever goes wrong becomes an answer or a closed connection. */
async function serve(stand: Stand, message: IncomingMessage, response: ServerResponse, awaitsContinue: boolean) {
  const exchange = { message, response, requestId: randomUUID(), awaitsContinue };
  response.on('error', () => response.destroy());
  response.setHeader('x-amz-request-id', exchange.requestId);
  try {
    const request = readS3Request(message);
    if (namedHost(message) !== 'own') {
      throw new S3Refusal('MisdirectedRequest', 'The stand-in is reached by the addresses of this machine only.');
    }
    const bucket = stand.options.buckets.find(({ name }) => name === request.bucket);
    for (const [name, value] of Object.entries(corsHeaders(request, bucket))) response.setHeader(name, value);
    await writeReply(response, await answer(stand, request, bucket, exchange));
  } catch (error) {
    writeRefusal(exchange, error);
  }
}

async function answer(
  { options, store, journal }: Stand,
  request: S3Request,
  bucket: LocalBucket | undefined,
  exchange: Exchange,
): Promise<Reply> {
  if (request.method === 'OPTIONS') return answerPreflight(request, bucket);
  const now = options.clock?.() ?? new Date();
  const { credentials, region } = options;
  const payload = verifySignature(request, { credentials, region, now });
  if (bucket === undefined) throw new S3Refusal('NoSuchBucket', 'The specified bucket does not exist');
  if (!['GET', 'HEAD', 'PUT'].includes(request.method)) {
    throw new S3Refusal('MethodNotAllowed', 'The stand-in puts, gets and heads objects only.');
  }
  const document = documentNames.find((name) => parameterOf(request, name) !== undefined);
  const ownParameters = request.method === 'PUT' ? PUT_PARAMETERS : GET_PARAMETERS;
  const parameters = document ? DOCUMENT_PARAMETERS : ownParameters;
  if (request.key === '' || !request.parameters.every(([name]) => parameters.test(name))) {
    throw new S3Refusal(
      'InvalidRequest',
      'The stand-in puts, gets and heads objects and retains and tags versions only.',
    );
  }
  const command = { request, payload, bucket, openBody: () => openBody(exchange) };
  if (document) return answerDocument(store, document, command);
  if (request.method !== 'PUT') return getObject(store, request, bucket);
  return putObject(store, journal, { ...command, region, requestId: exchange.requestId });
}
