import { createServer, type IncomingMessage, request as requestOf, type ServerResponse } from 'node:http';
import { S3Refusal } from '../../../infra/local/files/s3-refusal.ts';
import {
  amzValueOf,
  headerOf,
  parameterOf,
  readS3Request,
  type S3Request,
} from '../../../infra/local/files/s3-request.ts';
import { type S3Credentials, sign, verifySignature } from '../../../infra/local/files/signature.ts';
import { listen } from '../../../infra/local/loopback.ts';
import type { Authority } from './authority.ts';
import type { CloudClock } from './cloud-clock.ts';
import type { Wish } from './policies.ts';
import type { Place } from './template.ts';
import type { ServiceWeather } from './weather.ts';

/** What stands behind the front and beside it. */
export interface FileFrontSettings {
  readonly place: Place;
  readonly authority: Authority;
  readonly clock: CloudClock;
  readonly weather: ServiceWeather;
  /** The stand-in that keeps the files, and the key that it takes. */
  readonly endpoint: string;
  readonly credentials: S3Credentials;
}

/** Where functions and portals reach S3. */
export interface FileFront {
  readonly url: string;
  /** Whether S3 is out of order for a call; a test says for which. */
  isBroken: (wish: Wish) => boolean;
  stop(): Promise<void>;
}

const ownParameters =
  /^X-Amz-(?:Algorithm|Credential|Date|Expires|SignedHeaders|Signature|Security-Token|Content-Sha256)$/i;
const ownHeaders =
  /^(?:authorization|host|connection|expect|x-amz-date|x-amz-security-token|x-amz-content-sha256|amz-sdk-.*|user-agent|x-amz-user-agent)$/;

/** S3: the stand-in of the local run, with what it lacks: roles with sessions, permissions, and what follows from their absence. */
export async function startFileFront(settings: FileFrontSettings): Promise<FileFront> {
  const { place, authority, clock, weather } = settings;
  const underway = new Set<string>();

  const admit = (request: S3Request, tags: Readonly<Record<string, string>>): string => {
    const role = signer(request, authority);
    const credentials = authority.keyOf(role);
    verifySignature(request, { credentials, region: place.region, now: new Date(clock.now()) });
    const wishes = wishesOf(request, place, tags);
    if (wishes.some(front.isBroken))
      throw new S3Refusal('InternalError', 'We encountered an internal error. Please try again.');
    const refused = authority.firstRefused(role, wishes);
    if (refused) throw new S3Refusal('AccessDenied', `User: ${role} is not authorized to perform: ${refused.action}`);
    return role;
  };

  const answer = async (message: IncomingMessage, response: ServerResponse): Promise<void> => {
    const request = readS3Request(message);
    const isDocument = parameterOf(request, 'tagging') !== undefined;
    const body = isDocument ? await bytesOf(message) : message;
    const role = request.method === 'OPTIONS' ? null : admit(request, Buffer.isBuffer(body) ? tagsIn(body) : {});
    const key = `${request.bucket}/${request.key}`;
    const isCreation = request.method === 'PUT' && headerOf(request, 'if-none-match') !== undefined;
    const isPortals = parameterOf(request, 'X-Amz-Signature') !== undefined;
    if (isCreation && (underway.has(key) || (!isPortals && weather.strikes('conditionalConflict')))) {
      message.resume();
      return writeConflict(response);
    }
    if (isCreation) underway.add(key);
    try {
      await forward(request, body, response, settings, role !== null && !mayList(role, request));
    } finally {
      if (isCreation) underway.delete(key);
    }
  };

  /** Whoever may not list is not told that a key is missing. */
  const mayList = (role: string, { bucket }: S3Request): boolean =>
    authority.wouldGrant(role, { action: 's3:ListBucket', resource: `arn:${place.partition}:s3:::${bucket}` });

  const server = createServer({ keepAliveTimeout: 120_000 }, (message, response) => {
    response.setHeader('date', new Date(clock.now()).toUTCString());
    answer(message, response).catch((fault: unknown) => {
      message.resume();
      const refusal = fault instanceof S3Refusal ? fault : new S3Refusal('InternalError', String(fault));
      if (!(fault instanceof S3Refusal)) console.error('the front of S3 failed:', fault);
      writeRefusal(message, response, refusal);
    });
  });
  const port = await listen(server, 0, 'PORT');
  const front: FileFront = {
    url: `http://127.0.0.1:${port}`,
    isBroken: () => false,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return front;
}

function signer(request: S3Request, authority: Authority): string {
  const credential = parameterOf(request, 'X-Amz-Credential') ?? headerOf(request, 'authorization') ?? '';
  const role = authority.roleOf(/(ASIA\w+)\//.exec(credential)?.[1] ?? '');
  if (!role) throw new S3Refusal('InvalidAccessKeyId', 'The access key id you provided does not exist in our records.');
  return role;
}

/** What a request is, in the words of IAM. A signed address is a request of the role that signed it. */
function wishesOf(request: S3Request, { partition }: Place, tags: Readonly<Record<string, string>>): Wish[] {
  const resource = `arn:${partition}:s3:::${request.bucket}/${request.key}`;
  const isVersion = parameterOf(request, 'versionId') !== undefined;
  const verb = request.method === 'PUT' ? 'Put' : 'Get';
  if (parameterOf(request, 'retention') !== undefined) return [{ action: `s3:${verb}ObjectRetention`, resource }];
  if (parameterOf(request, 'tagging') !== undefined) {
    const context = Object.fromEntries(
      Object.entries(tags).map(([tag, value]) => [`s3:RequestObjectTag/${tag}`, value]),
    );
    return [{ action: `s3:${verb}Object${isVersion ? 'Version' : ''}Tagging`, resource, context }];
  }
  if (verb === 'Get') return [{ action: isVersion ? 's3:GetObjectVersion' : 's3:GetObject', resource }];
  const context = { 's3:if-none-match': headerOf(request, 'if-none-match') };
  const isRetained = amzValueOf(request, 'x-amz-object-lock-mode') !== undefined;
  return [
    { action: 's3:PutObject', resource, context },
    ...(isRetained ? [{ action: 's3:PutObjectRetention', resource }] : []),
  ];
}

/** Sends the request on, signed anew by the key that the stand-in takes; `hidesMissing`: what is not there is denied instead. */
function forward(
  request: S3Request,
  body: Buffer | IncomingMessage,
  response: ServerResponse,
  { place, endpoint, credentials, clock }: FileFrontSettings,
  hidesMissing: boolean,
): Promise<void> {
  const url = new URL(endpoint);
  const payloadHash = headerOf(request, 'x-amz-content-sha256') ?? 'UNSIGNED-PAYLOAD';
  const signedAt = new Date(clock.now()).toISOString().replace(/[-:]|\.\d+/g, '');
  const kept = request.headers.filter(([name]) => !ownHeaders.test(name));
  const headers = [
    ...kept,
    ['host', url.host],
    ['x-amz-date', signedAt],
    ['x-amz-content-sha256', payloadHash],
  ] as const;
  const parameters = request.parameters.filter(([name]) => !ownParameters.test(name));
  const scope = `${signedAt.slice(0, 8)}/${place.region}/s3/aws4_request`;
  const signedHeaders = headers
    .map(([name]) => name)
    .filter((name) => name === 'host' || name.startsWith('x-amz-'))
    .sort();
  const resigned = { ...request, headers, parameters };
  const { expected } = sign(resigned, { signedHeaders, payloadHash, signedAt, scope }, credentials.secretAccessKey);
  const authorization = `AWS4-HMAC-SHA256 Credential=${credentials.accessKeyId}/${scope}, SignedHeaders=${signedHeaders.join(';')}, Signature=${expected.toString('hex')}`;
  const query = parameters.map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`).join('&');
  return new Promise((resolve, reject) => {
    const sent = requestOf(
      {
        host: url.hostname,
        port: url.port,
        method: request.method,
        path: query === '' ? request.rawPath : `${request.rawPath}?${query}`,
        headers: Object.fromEntries([...headers, ['authorization', authorization]]),
      },
      (got) => {
        const { date: _, connection: __, 'keep-alive': ___, ...rest } = got.headers;
        const tell = () => {
          response.writeHead(got.statusCode ?? 0, rest);
          got.pipe(response).once('finish', resolve).once('close', resolve);
        };
        if (got.statusCode !== 404 || !hidesMissing) return tell();
        bytesOf(got).then((document) => {
          // What an object lacks, whoever may read it is told; that there is no object, not even a HEAD says.
          const isMissing = request.method === 'HEAD' || /<Code>NoSuch(?:Key|Version)</.test(document.toString());
          if (isMissing) writeRefusal(request, response, new S3Refusal('AccessDenied', 'Access Denied'));
          else response.writeHead(404, rest).end(document);
          resolve();
        }, reject);
      },
    ).on('error', reject);
    if (Buffer.isBuffer(body)) sent.end(body);
    else body.pipe(sent);
  });
}

function writeRefusal(
  { method }: { readonly method?: string | undefined },
  response: ServerResponse,
  refusal: S3Refusal,
) {
  const xml = refusal.toXml('rehearsal');
  response.writeHead(refusal.status, { 'content-type': 'application/xml', 'content-length': Buffer.byteLength(xml) });
  response.end(method === 'HEAD' ? undefined : xml);
}

function writeConflict(response: ServerResponse): void {
  const xml =
    '<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>ConditionalRequestConflict</Code><Message>The conditional request cannot succeed due to a conflicting operation against this resource.</Message></Error>';
  response.writeHead(409, { 'content-type': 'application/xml', 'content-length': Buffer.byteLength(xml) }).end(xml);
}

async function bytesOf(message: IncomingMessage): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of message) pieces.push(piece as Buffer);
  return Buffer.concat(pieces);
}

function tagsIn(xml: Buffer): Record<string, string> {
  const found = xml.toString().matchAll(/<Tag><Key>(.*?)<\/Key><Value>(.*?)<\/Value><\/Tag>/g);
  return Object.fromEntries([...found].map(([, key, value]) => [key!, value!]));
}
