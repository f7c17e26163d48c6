import type { ReplyPlace } from '../../lib/domain/finalization/sealing.ts';
import { Busy, type StoredReply } from '../../lib/domain/ports.ts';
import { isRejection, reject } from '../../lib/domain/rejection.ts';
import type { Rejection } from '../contract/refusals.ts';
import type { Dependencies } from '../protocols/dependencies.ts';
import type { Answer, Idempotency } from './endpoint.ts';

/** Replies are kept for two days: longer than any portal retries. */
const keptSeconds = 48 * 3600;

/**
 * Carries out a write whose own transaction keeps its reply [T 49]. A reply that is kept already is given again, also instead
 * of a refusal: this very request may have been carried out since we looked, and must not be refused for its own traces.
 * `null` says that what was decided on has moved; where no reply explains that, it is `Busy`.
 */
export async function answerOnce(
  needs: Pick<Dependencies, 'replies'>,
  idempotency: Idempotency,
  carryOut: () => Promise<Answer | Rejection | null>,
): Promise<Answer | Rejection> {
  const before = await keptReply(() => needs, idempotency);
  if (before) return before;
  const outcome = await carryOut();
  if (outcome !== null && !isRejection(outcome)) return outcome;
  const kept = (await keptReply(() => needs, idempotency)) ?? outcome;
  if (kept === null) throw new Busy('what was decided on has just moved');
  return kept;
}

/** The first reply to this key, or the refusal of another request under it; `null` where the key is new. */
export async function keptReply(
  dependencies: () => Pick<Dependencies, 'replies'>,
  idempotency: Idempotency,
): Promise<Answer | Rejection | null> {
  const { replyId } = idempotency;
  if (replyId === null) return null;
  const reply = await dependencies().replies.load(replyId);
  return reply && replayed(reply, idempotency);
}

/** Gives a kept reply again, if it is the reply to this very request. */
export function replayed(reply: StoredReply, { fingerprint }: Idempotency): Answer | Rejection {
  if (reply.fingerprint !== fingerprint)
    return reject('idempotency-key-reused', {
      zh: '此 Idempotency-Key 已用于另一个请求；新的请求请用新的键。',
      en: 'This Idempotency-Key was used for another request; give a new request a new key.',
    });
  return {
    status: reply.status as Answer['status'],
    body: reply.body,
    etag: reply.etag ?? undefined,
    location: reply.location ?? undefined,
    isReplay: true,
  };
}

/** The record that keeps an answer; `null` where the request has no key. */
export function replyToKeep(answer: Answer, idempotency: Idempotency, now: number): StoredReply | null {
  const place = replyPlace(idempotency, now);
  return place && replyAt(place, answer);
}

/** Where the reply to a request will be kept; `null` where it has no key. */
export function replyPlace({ replyId, fingerprint }: Idempotency, now: number): ReplyPlace | null {
  return replyId === null ? null : { id: replyId, fingerprint, expiresAt: Math.floor(now / 1000) + keptSeconds };
}

/** The record that keeps an answer at its place. */
export function replyAt(place: ReplyPlace, { status, body, etag, location }: Answer): StoredReply {
  return { ...place, status, body: JSON.stringify(body), etag: etag ?? null, location: location ?? null };
}
