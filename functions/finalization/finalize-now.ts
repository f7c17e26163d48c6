import * as z from 'zod';
import type { Cycle } from '../../lib/domain/cycle.ts';
import { named } from '../../lib/domain/named.ts';
import { Busy } from '../../lib/domain/ports.ts';
import { reject } from '../../lib/domain/rejection.ts';
import { finalizedAlready, type Rejection } from '../contract/refusals.ts';
import type { Route } from '../contract/route.ts';
import { noteText } from '../contract/text-schema.ts';
import type { Later, Outcome, Told } from '../contract/told.ts';
import { endpoint, type RequestOf } from '../http/endpoint.ts';
import { loadCycle } from '../protocols/cycle-rules.ts';
import type { FinalDependencies, HandingDependencies } from '../protocols/dependencies.ts';
import { Deadline, OutOfTime } from '../protocols/finalization/deadline.ts';
import { sealedReply } from '../protocols/finalization/record-step.ts';
import { log } from '../telemetry/log.ts';
import { countFinalizationFailures } from '../telemetry/metrics.ts';

const route = {
  name: 'finalizeNow',
  method: 'POST',
  path: '/v1/cycles/{cycle}/finalization',
  function: 'finalization',
  roles: ['admin'],
  summary: { zh: '立即定稿（不论是否到期）', en: 'Finalize now, due or not' },
  needs: ['kept-reply', 'cycle'],
  isBodyOptional: true,
  body: named('FinalizationOrder', () =>
    z.strictObject({
      expectedDigest: z
        .string()
        .regex(/^(sha256:)?[0-9a-f]{64}$/, 'sha256')
        .optional()
        .meta({
          description:
            'The digest that the preview told: nothing else is sealed. A SHA-256 in 64 hexadecimal digits, with `sha256:` before it or without. 预览给出的摘要，内容与之不符则不定稿；64 位十六进制的 SHA-256，前面可带 `sha256:`。',
        }),
      comment: noteText({ max: 2000 })
        .optional()
        .meta({ description: 'What is to be said of it; districts do not see it. 定稿说明，区县看不到。' }),
    }),
  ),
  reply: {
    status: 200,
    schema: named('Finalized', () =>
      z.strictObject({
        cycle: z.string(),
        state: z.literal('finalized'),
        revision: z.int(),
        sha256: z.string(),
        exported: z.boolean().meta({
          description: 'Whether the files were there when the order was answered. 应答时结果文件是否已生成。',
        }),
      }),
    ),
    later: named('Closing', () =>
      z.strictObject({
        cycle: z.string(),
        state: z.literal('closing').meta({
          description:
            'It takes longer than a request, and goes on. Once GET /v1/cycles/{cycle} tells another state it has ended: finalized, or as it was before because of open points or other content; the same order under its key is then told why. 用时超过一次请求，仍在进行。GET /v1/cycles/{cycle} 的状态不再是 closing 即已结束：已定稿，或因有未决事项、内容不符而恢复原状；以同一 Idempotency-Key 重发此请求可得知原因。',
        }),
      }),
    ),
    laterPath: '/v1/cycles/{cycle}/final',
  },
  refusals: ['cycle-finalized', 'state-conflict', 'stale-epoch', 'idempotency-key-reused', 'busy'],
} as const satisfies Route;

type Request = RequestOf<typeof route>;
type Reply = Exclude<Told<typeof route>, Later<unknown>>;

/** After so long the request is answered, and the finalizer goes on. */
const ownMilliseconds = 20_000;

/** An administrator seals the result without waiting for the clock. What a request has no time for goes on after it. */
async function finalizeNow(needs: HandingDependencies, request: Request): Promise<Outcome<typeof route>> {
  const { rules, caller, receivedAt, replyPlace: reply } = request;
  const expectedDigest = request.body.expectedDigest?.replace('sha256:', '') ?? null;
  if (rules.cycle.state === 'finalized') return finalizedAlready;
  const { id, epoch } = rules.cycle;
  // Loaded by those who order it: the readers of a sealed result do without what seals one [T 73].
  const { advanceCycle } = await import('../protocols/finalization/advance-cycle.ts');
  const order = { by: caller.subject, comment: request.body.comment ?? null, expectedDigest, reply };
  const deadline = new Deadline(() => needs.clock.now() < receivedAt + ownMilliseconds);
  const outcome = await advanceCycle(deadline.over(needs), id, { epoch, order }).catch(async (fault: unknown) => {
    await deadline.settle();
    return fault instanceof OutOfTime ? handOn(needs, rules.cycle) : doneUnlessUnsealed(needs, id, fault);
  });
  if (outcome === 'stale') return staleEpoch;
  if (outcome === 'handed-on') return tellLater(needs, request);
  const after = outcome === 'done' && (await loadCycle(needs, id));
  const told = after && (reply ? await firstTold(needs, request, after.cycle) : sealedReply(after.cycle));
  return told || refuseAgain(needs, id, expectedDigest);
}

/** Wakes the finalizer, or leaves it to the sweeper; gives how far the cycle has come by now. */
async function handOn(needs: HandingDependencies, { id, epoch }: Cycle): Promise<'done' | 'handed-on'> {
  await needs.cycleQueue.send({ cycle: id, epoch }).catch(async (fault: unknown) => {
    await log.fault('the finalizer could not be woken', fault, { cycle: id });
    await countFinalizationFailures(1);
  });
  const cycle = await needs.cycles.load(id);
  if (cycle?.state === 'finalized') return 'done';
  if (cycle?.state !== 'closing') throw new Busy('no time was left to begin the closing');
  return 'handed-on';
}

/**
 * Tells that the closing goes on. Whoever seals keeps the reply to the order that began it; an order that has joined
 * another's is told this for good, so that it is not refused for what it helped to do.
 */
async function tellLater(
  { cycles, replies }: FinalDependencies,
  { path, replyPlace, keep }: Request,
): Promise<Later<{ cycle: string; state: 'closing' }> | 'outdated'> {
  const later = { cycle: path.cycle, state: 'closing' as const };
  const own = (await cycles.load(path.cycle))?.sealing.order?.reply;
  const reply = own?.id === replyPlace?.id ? null : keep({ later });
  return reply && (await replies.save(reply)) === 'outdated' ? 'outdated' : { later };
}

/**
 * The reply that the sealing kept, which says from now on that the files are there if this run has got so far; every
 * repetition is given the same. `null` where another order was the one that was carried out.
 */
async function firstTold(
  { replies }: FinalDependencies,
  { replyPlace, keep }: Request,
  cycle: Cycle,
): Promise<Reply | null> {
  const kept = await replies.load(replyPlace!.id);
  if (kept?.fingerprint !== replyPlace!.fingerprint) return null;
  if (!cycle.sealing.isExported) return JSON.parse(kept.body) as Reply;
  const told = sealedReply(cycle);
  await replies.renew(keep(told)!);
  return told;
}

/** What is sealed is sealed: an export that failed is made up for by the sweeper. Any other fault goes on. */
async function doneUnlessUnsealed(needs: FinalDependencies, id: string, fault: unknown): Promise<'done'> {
  const cycle = await needs.cycles.load(id);
  if (cycle?.state !== 'finalized') throw fault;
  await log.fault('the files of a sealed result are not exported yet', fault, { cycle: id });
  return 'done';
}

/** Nothing was sealed, for a reason that was found before the closing or after it; looks at it once more to say which. */
async function refuseAgain(needs: FinalDependencies, id: string, expected: string | null): Promise<Rejection> {
  const { refuseSealing } = await import('../protocols/finalization/refuse-sealing.ts');
  const rules = await loadCycle(needs, id);
  const refusal = rules && (await refuseSealing(needs, rules, expected));
  if (!refusal) throw new Busy('the books kept moving');
  return refusal;
}

const staleEpoch = reject('stale-epoch', {
  zh: '周期已进入新的轮次，此请求无效。',
  en: 'The cycle has moved on to another epoch; this request has no effect.',
});

export const finalizeNowEndpoint = endpoint(route, finalizeNow);
