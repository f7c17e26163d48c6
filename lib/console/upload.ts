import { api, ConnectionLost, newKey, Problem, pause, tell } from './api.ts';
import type { Body, Reply } from './contract.ts';
import { hashedBytesMax, typeOf } from './file-types.ts';
import { putBytes } from './put-bytes.ts';

/** A file of evidence as the API shows it. */
export type EvidenceFile = Reply<'listEvidence'>['items'][number];

/** Whose book a file is for. */
export interface BookPlace {
  readonly cycle: string;
  readonly district: string;
}

/** What a person says of a file. */
export type FileFacts = Pick<Body<'announceEvidence'>, 'kind' | 'components'>;

/** How far a file has come on its way into the book. */
export type UploadStep =
  | { readonly at: 'hashing' | 'announcing' | 'checking' }
  | { readonly at: 'sending'; readonly share: number }
  /** The connection broke; it is tried again by itself. */
  | { readonly at: 'interrupted' }
  | { readonly at: 'stored'; readonly id: string }
  | { readonly at: 'refused'; readonly reason: EvidenceFile['reason'] }
  | { readonly at: 'failed'; readonly why: Problem | 'wrong-type' | 'too-large' | 'unreadable' | 'not-taken' };

/** A file on its way. */
interface Journey {
  readonly file: File;
  readonly place: BookPlace;
  readonly tellStep: (step: UploadStep) => void;
  readonly signal: AbortSignal;
}

type Announcement = Body<'announceEvidence'>;
type Ticket = Extract<Reply<'announceEvidence'>, { readonly upload: unknown }>;

const retryMilliseconds = [1_000, 2_000, 4_000, 8_000];
const pollMilliseconds = [300, 500, 1_000, 2_000];
const replacedTicket = '上传地址已失效，改用新的上传地址。The upload address no longer holds; a new one is used.';

/**
 * Takes a file into a book: hash, ticket, bytes, and the wait until it has been looked at. A connection that breaks is
 * tried again until it holds or `signal` ends it, by the same ticket as long as that holds. Tells every step; the last is
 * `stored`, `refused` or `failed`.
 */
export async function uploadFile(journey: Journey, facts: FileFacts): Promise<void> {
  const { file, tellStep, signal } = journey;
  const contentType = typeOf(file);
  if (contentType === null) return tellStep({ at: 'failed', why: 'wrong-type' });
  if (file.size > hashedBytesMax) return tellStep({ at: 'failed', why: 'too-large' });
  tellStep({ at: 'hashing' });
  const sha256 = await hashOf(file).catch(() => null);
  if (sha256 === null) return tellStep({ at: 'failed', why: 'unreadable' });
  try {
    const { name: fileName, size: sizeBytes } = file;
    tellStep(await takeIn(journey, { fileName, contentType, sizeBytes, sha256, ...facts }));
  } catch (fault) {
    if (signal.aborted) return;
    if (!(fault instanceof Problem)) throw fault;
    tellStep({ at: 'failed', why: fault });
  }
}

async function hashOf(file: File): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', await file.arrayBuffer());
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

async function takeIn(journey: Journey, announcement: Announcement): Promise<UploadStep> {
  for (;;) {
    const ticket = await announce(journey, announcement);
    // The book has these bytes already.
    if (!('upload' in ticket)) return { at: 'stored', id: ticket.id };
    const outcome = await send(journey, ticket);
    if (outcome === 'arrived') return untilLookedAt(journey, ticket.id);
    await giveBack(journey, ticket.id);
    if (outcome === 'refused') return { at: 'failed', why: 'not-taken' };
  }
}

function announce(journey: Journey, body: Announcement): Promise<Reply<'announceEvidence'>> {
  const params = { path: journey.place, header: { 'Idempotency-Key': newKey() } };
  const { signal } = journey;
  return untilAnswered(journey, 'announcing', () =>
    tell(api.POST('/v1/cycles/{cycle}/districts/{district}/evidence', { params, body, signal })),
  );
}

/** Sends the bytes by a ticket, again and again while the connection breaks. */
async function send(journey: Journey, { id, upload }: Ticket): Promise<'arrived' | 'refused' | 'expired'> {
  const { file, tellStep, signal } = journey;
  for (let attempt = 0; ; attempt++) {
    tellStep({ at: 'sending', share: 0 });
    const status = await putBytes(upload, file, (share) => tellStep({ at: 'sending', share }), signal);
    signal.throwIfAborted();
    // 412: the address has taken these bytes before, by an attempt whose answer was lost.
    if (status === 200 || status === 412) return 'arrived';
    if (status === 403) return 'expired';
    if (status !== 0 && status < 500) return 'refused';
    tellStep({ at: 'interrupted' });
    await rest(journey, retryMilliseconds, attempt);
    const { state } = await untilAnswered(journey, 'interrupted', () => read(journey, id));
    if (state !== 'awaiting-upload') return 'arrived';
    if (Date.parse(upload.expiresAt) <= Date.now()) return 'expired';
  }
}

/** Waits until the file has been looked at. */
async function untilLookedAt(journey: Journey, id: string): Promise<UploadStep> {
  for (let attempt = 0; ; attempt++) {
    const { state, reason } = await untilAnswered(journey, 'checking', () => read(journey, id));
    if (state === 'stored') return { at: 'stored', id };
    if (reason !== null || (state !== 'awaiting-upload' && state !== 'pending')) return { at: 'refused', reason };
    await rest(journey, pollMilliseconds, attempt);
  }
}

function read({ place, signal }: Journey, id: string) {
  const params = { path: { ...place, id } };
  return tell(api.GET('/v1/cycles/{cycle}/districts/{district}/evidence/{id}', { params, signal }));
}

/** Takes a ticket out of the book that is not needed any more; whatever speaks against it does no harm. */
async function giveBack({ place, signal }: Journey, id: string): Promise<void> {
  const params = { path: { ...place, id }, header: { 'Idempotency-Key': newKey() } };
  const body = { reason: replacedTicket };
  const path = '/v1/cycles/{cycle}/districts/{district}/evidence/{id}/withdrawal';
  await tell(api.POST(path, { params, body, signal })).catch(() => null);
}

/** Asks again until something answers; under its key a write counts once. */
async function untilAnswered<T>(
  journey: Journey,
  at: 'announcing' | 'interrupted' | 'checking',
  ask: () => Promise<T>,
): Promise<T> {
  for (let attempt = 0; ; attempt++) {
    journey.tellStep({ at });
    try {
      return await ask();
    } catch (fault) {
      if (!(fault instanceof ConnectionLost)) throw fault;
      journey.tellStep({ at: 'interrupted' });
      await rest(journey, retryMilliseconds, attempt);
    }
  }
}

async function rest({ signal }: Journey, milliseconds: readonly number[], attempt: number): Promise<void> {
  await pause(milliseconds[Math.min(attempt, milliseconds.length - 1)]!, signal);
  signal.throwIfAborted();
}
