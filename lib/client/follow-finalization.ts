import { type Api, pause } from './connect.ts';
import type { Body, Reply } from './contract.ts';
import { tell } from './problem.ts';

/** A result that was sealed. */
export type Sealed = Extract<Reply<'finalizeNow'>, { readonly state: 'finalized' }>;

const pollMilliseconds = 2_000;

/**
 * Orders a cycle to be finalized, and gives the result when it is sealed: a large one goes on after its request, and is asked
 * for until it has ended. Rejects with the `Problem` that says why nothing was sealed. `key` is the order's idempotency key:
 * with the same one an order that was cut off is followed to its end, and counts once.
 */
export async function finalize(
  api: Api,
  cycle: string,
  order: Body<'finalizeNow'>,
  { key = crypto.randomUUID(), signal }: { readonly key?: string; readonly signal?: AbortSignal } = {},
): Promise<Sealed> {
  const params = { path: { cycle } };
  const header = { 'Idempotency-Key': key };
  for (let ended: string | null = null; ; ) {
    const told = await tell(
      api.POST('/v1/cycles/{cycle}/finalization', { params: { ...params, header }, body: order, signal }),
    );
    if (told.state === 'finalized') return told;
    // It had joined a closing that another order had begun, whose reply is that one's.
    if (ended === 'finalized') {
      const { revision, sha256, exported } = await tell(api.GET('/v1/cycles/{cycle}/final', { params, signal }));
      return { cycle, state: ended, revision, sha256, exported };
    }
    ended = await stateAfterClosing(api, cycle, signal);
  }
}

async function stateAfterClosing(api: Api, cycle: string, signal: AbortSignal | undefined): Promise<string> {
  for (;;) {
    await pause(pollMilliseconds, signal);
    signal?.throwIfAborted();
    const { state } = await tell(api.GET('/v1/cycles/{cycle}', { params: { path: { cycle } }, signal }));
    if (state !== 'closing') return state;
  }
}
