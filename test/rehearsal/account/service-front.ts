import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { listen } from '../../../infra/local/loopback.ts';
import type { Authority } from './authority.ts';
import type { CloudClock } from './cloud-clock.ts';
import type { Wish } from './policies.ts';

/** A request to a service, by the role that sent it. */
export interface Call {
  readonly role: string;
  /** `PutItem`; of services without targets method and path, `POST /schedules/x`. */
  readonly operation: string;
  // biome-ignore lint/suspicious/noExplicitAny: JSON of every operation there is
  readonly input: any;
  readonly raw: Buffer;
  readonly headers: IncomingMessage['headers'];
}

/** What a service answers. */
export interface ServiceAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: Buffer | object;
}

/** A service of AWS behind the front. */
export interface Service {
  /** Of the header `x-amz-target`; without one it takes what has none. */
  readonly targetPrefix: string;
  /** What a caller must be allowed to do for this call. */
  wishes(call: Call): readonly Wish[];
  answer(call: Call): Promise<ServiceAnswer> | ServiceAnswer;
}

/** Where functions reach every service but S3. */
export interface ServiceFront {
  readonly url: string;
  serve(service: Service): void;
  stop(): Promise<void>;
}

/** An error as the JSON protocols of AWS have it: both in the body and in a header. */
export function serviceError(status: number, name: string, message: string, more: object = {}): ServiceAnswer {
  return { status, headers: { 'x-amzn-errortype': name }, body: { __type: name, message, Message: message, ...more } };
}

/** One address in front of all services: it knows the caller by the key, asks whether the call is granted, and hands it on. */
export async function startServiceFront(authorityOf: () => Authority, clock: CloudClock): Promise<ServiceFront> {
  const services: Service[] = [];
  const answer = async (request: IncomingMessage): Promise<ServiceAnswer> => {
    const pieces: Buffer[] = [];
    for await (const piece of request) pieces.push(piece as Buffer);
    const raw = Buffer.concat(pieces);
    const authority = authorityOf();
    const key = /Credential=(\w+)\//.exec(request.headers.authorization ?? '')?.[1] ?? '';
    const role = authority.roleOf(key);
    if (!role)
      return serviceError(403, 'UnrecognizedClientException', 'The security token included in the request is invalid.');
    if (request.headers['x-amz-security-token'] !== authority.keyOf(role).sessionToken)
      return serviceError(403, 'InvalidClientTokenId', 'The security token included in the request is invalid.');
    const [prefix, operation] = (request.headers['x-amz-target'] as string | undefined)?.split('.') ?? [];
    const service = services.find(({ targetPrefix }) => targetPrefix === (prefix ?? ''));
    if (!service) throw new Error(`nobody serves ${prefix ?? request.url}`);
    const call: Call = {
      ...{ role, raw, headers: request.headers },
      operation: operation ?? `${request.method} ${request.url}`,
      input: raw.length > 0 ? JSON.parse(raw.toString()) : {},
    };
    const refused = authority.firstRefused(role, service.wishes(call));
    if (!refused) return service.answer(call);
    const message = `User: ${role} is not authorized to perform: ${refused.action} on resource: ${refused.resource} because no identity-based policy allows the ${refused.action} action`;
    return serviceError(operation ? 400 : 403, 'AccessDeniedException', message);
  };
  const serve = async (request: IncomingMessage, response: ServerResponse) => {
    const { status, headers, body } = await answer(request).catch((fault: unknown) => {
      console.error('a stand-in of a service failed:', fault);
      return serviceError(500, 'InternalFailure', String(fault));
    });
    const bytes = Buffer.isBuffer(body) ? body : Buffer.from(JSON.stringify(body));
    // The SDK sets its clock by this.
    response.setHeader('date', new Date(clock.now()).toUTCString());
    const type = request.headers['content-type'] ?? 'application/json';
    response.writeHead(status, { 'content-type': type, ...headers, 'content-length': bytes.length }).end(bytes);
  };
  const server = createServer({ keepAliveTimeout: 120_000 }, (request, response) => void serve(request, response));
  const port = await listen(server, 0, 'PORT');
  return {
    url: `http://127.0.0.1:${port}`,
    serve: (service) => void services.push(service),
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
