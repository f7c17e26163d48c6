import { type Api, pause } from './connect.ts';
import type { Body, Reply } from './contract.ts';
import { ConnectionLost, Problem, tell } from './problem.ts';
import { putBytes, sha256Of } from './put-bytes.ts';

/** A file of evidence as the API shows it. */
export type Evidence = Reply<'getEvidence'>;

type Announcement = Body<'announceEvidence'>;
type Ticket = Extract<Reply<'announceEvidence'>, { readonly upload: unknown }>;

/** A file for a book. */
export interface Upload {
  readonly cycle: string;
  readonly district: string;
  readonly bytes: Blob;
  readonly facts: Omit<Announcement, 'sizeBytes' | 'sha256'>;
  /** Ends it, with the signal's reason. */
  readonly signal?: AbortSignal;
  /** Hears how far the file has come; while it is sent by a browser also which share of it, from 0 to 1. */
  readonly tellStep?: (step: 'hashing' | 'announcing' | 'sending' | 'interrupted' | 'checking', share: number) => void;
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

const pollMilliseconds = { least: 100, most: 2_000 };
/** Longer: what arrived, and whose answer got lost, is registered meanwhile and need not be sent again. */
const retryMilliseconds = { least: 1_000, most: 8_000 };
const ticketsMax = 3;
const replaced = '上传中断，改用新的上传地址。The upload broke off; a new address is used.';

/**
 * Takes a file into a book: hash, ticket, bytes, and the wait until it has been looked at. Bytes that the book has already
 * are not sent again. It goes on over broken connections until `signal` ends it, by the same ticket as long as that holds,
 * and announces the file again where it has ended. Gives the stored file, whose id a claim can cite. Throws
 * `EvidenceRefused`, or the `Problem` of a refused request.
 */
export async function uploadEvidence(api: Api, upload: Upload): Promise<Evidence> {
  const { bytes, facts, tellStep, cycle, district, signal } = upload;
  tellStep?.('hashing', 0);
  const body = { ...facts, sizeBytes: bytes.size, sha256: await sha256Of(bytes) };
  for (let tickets = 1; ; tickets++) {
    const params = { path: { cycle, district }, header: { 'Idempotency-Key': crypto.randomUUID() } };
    const path = '/v1/cycles/{cycle}/districts/{district}/evidence';
    const announce = () => tell(api.POST(path, { params, body, signal }));
    const ticket = await untilAnswered(upload, 'announcing', announce);
    // Without an address the book has these bytes already.
    const outcome = 'upload' in ticket ? await send(api, upload, ticket) : 'arrived';
    if (outcome === 'arrived') return untilLookedAt(api, upload, ticket.id);
    await giveBack(api, upload, ticket.id);
    if (outcome === 'refused' || tickets === ticketsMax) throw new EvidenceRefused(null);
  }
}

/** Sends the bytes by a ticket, again and again while the connection breaks. */
async function send(api: Api, upload: Upload, { id, upload: to }: Ticket): Promise<'arrived' | 'refused' | 'expired'> {
  const { bytes, signal, tellStep = () => {} } = upload;
  for (let attempt = 0; ; attempt++) {
    tellStep('sending', 0);
    const status = await putBytes(to, bytes, (share) => tellStep('sending', share), signal);
    signal?.throwIfAborted();
    // 412: the address has taken these bytes before, by an attempt whose answer was lost.
    if (status === 200 || status === 412) return 'arrived';
    if (status === 403) return 'expired';
    // 409: an attempt that broke off here is still being worked on there.
    if (status !== 0 && status !== 409 && status < 500) return 'refused';
    tellStep('interrupted', 0);
    await rest(retryMilliseconds, attempt, signal);
    const { state } = await untilAnswered(upload, 'interrupted', () => read(api, upload, id));
    if (state !== 'awaiting-upload') return 'arrived';
  }
}

async function untilLookedAt(api: Api, upload: Upload, id: string): Promise<Evidence> {
  for (let attempt = 0; ; attempt++) {
    const file = await untilAnswered(upload, 'checking', () => read(api, upload, id));
    if (file.state === 'stored') return file;
    if (file.reason !== null || (file.state !== 'awaiting-upload' && file.state !== 'pending'))
      throw new EvidenceRefused(file);
    await rest(pollMilliseconds, attempt, upload.signal);
  }
}

function read(api: Api, { cycle, district, signal }: Upload, id: string): Promise<Evidence> {
  const params = { path: { cycle, district, id } };
  return tell(api.GET('/v1/cycles/{cycle}/districts/{district}/evidence/{id}', { params, signal }));
}

/** Takes a ticket out of the book that is not needed any more; whatever speaks against it does no harm. */
async function giveBack(api: Api, { cycle, district, signal }: Upload, id: string): Promise<void> {
  const params = { path: { cycle, district, id } };
  const path = '/v1/cycles/{cycle}/districts/{district}/evidence/{id}/withdrawal';
  await tell(api.POST(path, { params, body: { reason: replaced }, signal })).catch((fault: unknown) => {
    if (!(fault instanceof Problem || fault instanceof ConnectionLost)) throw fault;
  });
}

/** Asks again until something answers; under its key a write counts once. */
async function untilAnswered<T>(
  { tellStep = () => {}, signal }: Upload,
  step: 'announcing' | 'interrupted' | 'checking',
  ask: () => Promise<T>,
): Promise<T> {
  for (let attempt = 0; ; attempt++) {
    tellStep(step, 0);
    try {
      return await ask();
    } catch (fault) {
      if (!(fault instanceof ConnectionLost)) throw fault;
      tellStep('interrupted', 0);
      await rest(retryMilliseconds, attempt, signal);
    }
  }
}

async function rest({ least, most }: typeof pollMilliseconds, attempt: number, signal?: AbortSignal): Promise<void> {
  await pause(Math.min(most, least * 2 ** attempt), signal);
  signal?.throwIfAborted();
}
