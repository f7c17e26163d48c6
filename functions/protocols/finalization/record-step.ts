import type { Cycle } from '../../../lib/domain/cycle.ts';
import type { CycleStep, SealingOrder } from '../../../lib/domain/finalization/sealing.ts';
import type { ReplyPlace, StoredReply } from '../../../lib/domain/ports.ts';
import type { Dependencies } from '../dependencies.ts';

/** Who lets a transition happen: a person with a reason, or the clock. */
export interface Initiator {
  readonly by: string;
  readonly reason: string | null;
}

/** The clock's own transitions. */
export const theClock: Initiator = { by: 'clock', reason: null };

/** Whoever ordered a closing, else the clock. */
export function initiatorOf(order: SealingOrder | null): Initiator {
  return order ? { by: order.by, reason: order.comment } : theClock;
}

/** The record of a transition to a state that the cycle will have. */
export function stepTo(
  kind: CycleStep['kind'],
  before: Cycle,
  after: Cycle,
  { by, reason }: Initiator,
  at: string,
): CycleStep {
  const { id: cycle, state, epoch, sealing } = after;
  return {
    cycle,
    number: before.steps + 1,
    kind,
    state,
    epoch,
    at,
    by,
    reason,
    revision: sealing.revision,
    sha256: sealing.sha256,
    blockers: sealing.held?.count ?? 0,
  };
}

/** The reply to whoever ordered a result that is sealed by now. */
export function sealedReply({ id, sealing }: Cycle) {
  const { revision, sha256, isExported } = sealing;
  // Whoever seals knows the digest of what was sealed.
  return { cycle: id, state: 'finalized' as const, revision, sha256: sha256!, exported: isExported };
}

/**
 * The replies that a sealing keeps, so that no order is refused for its own work: to the order that began the closing,
 * and to the one under which this runner joined it. A place that another request has taken since is left alone; a reply
 * must not stand in the way of a result.
 */
export async function sealedReplies(
  { replies }: Pick<Dependencies, 'replies'>,
  after: Cycle,
  orders: readonly (SealingOrder | null | undefined)[],
): Promise<StoredReply[]> {
  const places = new Map<string, ReplyPlace>();
  for (const order of orders) if (order?.reply) places.set(order.reply.id, order.reply);
  const kept = await Promise.all([...places.keys()].map((id) => replies.load(id)));
  const reply = { status: 200, body: JSON.stringify(sealedReply(after)), etag: null, location: null };
  return [...places.values()].filter((_, index) => kept[index] === null).map((place) => ({ ...place, ...reply }));
}
