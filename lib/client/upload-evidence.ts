import { type Api, pause } from './connect.ts';
import type { Body, Reply } from './contract.ts';
import { ConnectionLost, Problem, tell } from './problem.ts';

/** A file of evidence as the API shows it. */
export type Evidence = Reply<'getEvidence'>;

type Announcement = Body<'announceEvidence'>;
type Ticket = Extract<Reply<'announceEvidence'>, { readonly upload: unknown }>;

/** Where bytes go: an address that takes them once. */
export type UploadAddress = Ticket['upload'];

/** A file for a book. */
export interface Upload {
  readonly cycle: string;
  readonly district: string;
  readonly bytes: Blob;
  readonly facts: Omit<Announcement, 'sizeBytes' | 'sha256'>;
  readonly signal?: AbortSignal;
  /** Hears how far the file has come. */
  readonly tellStep?: (step: 'hashing' | 'announcing' | 'sending' | 'interrupted' | 'checking') => void;
  /** What sends the bytes, instead of `fetch`. Gives the status of the answer, 0 where the connection broke. */
  readonly put?: (address: UploadAddress, bytes: Blob) => Promise<number>;
}

/** A file that was sent and did not get into the book: other bytes than announced, a virus, an upload that came too late. */
export class EvidenceRefused extends Error {
  override readonly name = 'EvidenceRefused';
  readonly file: Evidence | null;

  constructor(file: Evidence | null) {
    super(file === null ? 'the upload address did not take the bytes' : `the file is ${file.state}: ${file.reason}`);
    this.file = file;
  }
}

const pollMilliseconds = [300, 500, 1_000, 2_000];
/** How often bytes are sent again by one ticket, and how many tickets are asked for. */
const [attemptsMax, ticketsMax] = [60, 3];
const replaced = '上传中断，改用新的上传地址。The upload broke off; a new address is used.';

/**
 * Takes a file into a book: hash, ticket, bytes, and the wait until it has been looked at. Bytes that the book has already
 * are not sent again. An upload that breaks off is tried again by the same ticket, and announced again where that has
 * ended. Gives the stored file, whose id a claim can cite. Throws `EvidenceRefused`, the `Problem` of a refused request,
 * or `ConnectionLost`.
 */
export async function uploadEvidence(api: Api, upload: Upload): Promise<Evidence> {
  const { bytes, facts, tellStep = () => {} } = upload;
  tellStep('hashing');
  const announcement = { ...facts, sizeBytes: bytes.size, sha256: await sha256Of(bytes) };
  for (let tickets = 1; ; tickets++) {
    tellStep('announcing');
    const { signal, cycle, district } = upload;
    const params = { path: { cycle, district } };
    const path = '/v1/cycles/{cycle}/districts/{district}/evidence';
    const ticket = await tell(api.POST(path, { params, body: announcement, signal }));
    // Without an address the book has these bytes already.
    const outcome = 'upload' in ticket ? await send(api, upload, ticket) : 'arrived';
    if (outcome === 'arrived') return untilLookedAt(api, upload, ticket.id);
    await giveBack(api, upload, ticket.id);
    if (outcome === 'refused' || tickets === ticketsMax) throw new EvidenceRefused(null);
  }
}

async function sha256Of(bytes: Blob): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', await bytes.arrayBuffer());
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Sends the bytes by a ticket, again and again while the connection breaks. */
async function send(api: Api, upload: Upload, ticket: Ticket): Promise<'arrived' | 'refused' | 'expired'> {
  const { bytes, signal, tellStep = () => {}, put = putBytes(signal) } = upload;
  for (let attempt = 0; ; attempt++) {
    tellStep('sending');
    const status = await put(ticket.upload, bytes);
    signal?.throwIfAborted();
    // 412: the address has taken these bytes before, by an attempt whose answer was lost.
    if (status === 200 || status === 412) return 'arrived';
    if (status === 403) return 'expired';
    if (status !== 0 && status < 500) return 'refused';
    tellStep('interrupted');
    await rest(attempt, signal);
    if ((await read(api, upload, ticket.id)).state !== 'awaiting-upload') return 'arrived';
    if (attempt === attemptsMax) throw new ConnectionLost(new URL(ticket.upload.url).origin);
  }
}

/** Sends with `fetch`. */
function putBytes(signal?: AbortSignal) {
  return async ({ url, headers }: UploadAddress, body: Blob): Promise<number> => {
    return fetch(url, { method: 'PUT', headers, body, signal }).then(
      ({ status }) => status,
      () => 0,
    );
  };
}

async function untilLookedAt(api: Api, upload: Upload, id: string): Promise<Evidence> {
  upload.tellStep?.('checking');
  for (let attempt = 0; ; attempt++) {
    const file = await read(api, upload, id);
    if (file.state === 'stored') return file;
    if (file.reason !== null || (file.state !== 'awaiting-upload' && file.state !== 'pending'))
      throw new EvidenceRefused(file);
    await rest(attempt, upload.signal);
  }
}

function read(api: Api, { cycle, district, signal }: Upload, id: string): Promise<Evidence> {
  const params = { path: { cycle, district, id } };
  return tell(api.GET('/v1/cycles/{cycle}/districts/{district}/evidence/{id}', { params, signal }));
}

/** Takes a ticket out of the book that is not needed any more; a refusal of that does no harm. */
async function giveBack(api: Api, { cycle, district, signal }: Upload, id: string): Promise<void> {
  const params = { path: { cycle, district, id } };
  const path = '/v1/cycles/{cycle}/districts/{district}/evidence/{id}/withdrawal';
  await tell(api.POST(path, { params, body: { reason: replaced }, signal })).catch((fault: unknown) => {
    if (!(fault instanceof Problem)) throw fault;
  });
}

async function rest(attempt: number, signal?: AbortSignal): Promise<void> {
  await pause(pollMilliseconds[Math.min(attempt, pollMilliseconds.length - 1)]!, signal);
  signal?.throwIfAborted();
}
