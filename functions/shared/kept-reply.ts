import type { StoredReply } from '../../lib/domain/ports.ts';
import { type Rejection, reject } from '../../lib/domain/rejection.ts';
import type { Dependencies } from './dependencies.ts';
import type { Answer, Idempotency } from './endpoint.ts';

/** Replies are kept for two days: longer than any portal retries. */
const keptSeconds = 48 * 3600;

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
export function replyToKeep(answer: Answer, { replyId, fingerprint }: Idempotency, now: number): StoredReply | null {
  if (replyId === null) return null;
  return {
    id: replyId,
    fingerprint,
    status: answer.status,
    body: JSON.stringify(answer.body),
    etag: answer.etag ?? null,
    location: answer.location ?? null,
    expiresAt: Math.floor(now / 1000) + keptSeconds,
  };
}
