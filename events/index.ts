import * as z from 'zod';

/** Decimal text: quantities and points never travel as binary fractions. */
const decimalText = z.string().regex(/^[0-9]+(\.[0-9]+)?$/);

/** Points may be below zero. */
const pointsText = z.string().regex(/^-?[0-9]+(\.[0-9]+)?$/);

/** A value before and after. */
function pair<T extends z.ZodType>(of: T) {
  return z.tuple([of, of]);
}

/**
 * The frame of every event, made when it is asked for: who reads one type of event makes no others [T 73]. Type and `id`
 * together are the same however often the event is delivered, so that consumers can drop repetitions; `version` counts
 * incompatible changes of `data`. `sentence` says in English and Chinese what it tells.
 */
function envelope<Type extends string, Data extends z.ZodRawShape>(
  type: Type,
  version: number,
  sentence: string,
  data: Data,
) {
  const frame = { type: z.literal(type), version: z.literal(version), id: z.string(), at: z.iso.datetime() };
  return z.object({ ...frame, data: z.object(data) }).meta({ description: sentence });
}

/** What an event about a write of a book says of it. */
const ofBook = { cycle: z.string(), district: z.string(), revision: z.int() };

/** A district claimed values; one event for one revision of its book. */
const claimSubmitted = () =>
  envelope(
    'ClaimSubmitted',
    1,
    'A district claimed values, of one component or of many · 区县提交了申报，一次可有多项',
    {
      ...ofBook,
      claims: z.array(z.object({ component: z.string(), value: decimalText, evidence: z.array(z.string()) })),
    },
  );

const assigned = () =>
  z
    .union([decimalText, z.literal('not-applicable')])
    .nullable()
    .describe(
      '`not-applicable`: the component does not apply to the district; `null`: it does again, and no target is assigned. `not-applicable`：此项不适用于该区县；`null`：恢复适用，且没有下达的任务数。',
    );

/** An assessor set targets of a district. */
const targetsSet = () =>
  envelope('TargetsSet', 1, 'An assessor set targets of a district · 考核员下达或调整了任务数', {
    ...ofBook,
    targets: z.array(z.object({ component: z.string(), target: assigned() })),
  });

/**
 * An assessor judged a claim, or recorded a value that nobody claims. `value` is the verified value in force afterwards,
 * `null` if there is none.
 */
export const claimAssessed = () =>
  envelope(
    'ClaimAssessed',
    1,
    'An assessor judged a claim (verified, corrected, returned it, deducted points), or recorded a value · 考核员对申报作出核定、更正、退回或扣分的决定，或录入数值',
    {
      ...ofBook,
      component: z.string(),
      decision: z.enum(['verify', 'correct', 'return', 'deduct', 'record']),
      value: decimalText.nullable(),
      deduction: decimalText.nullable(),
    },
  );

/**
 * A district must claim again: an assessor returned its claim of revision `claimRevision`. The reason stands in the book.
 * `ClaimAssessed` tells of it, too.
 */
const claimReturned = () =>
  envelope('ClaimReturned', 1, 'A claim was returned; the district must claim again · 申报被退回，区县须重新申报', {
    ...ofBook,
    component: z.string(),
    claimRevision: z.int(),
  });

/** An uploaded file was examined: stored and usable, or refused with the reason. */
const evidenceRegistered = () =>
  envelope(
    'EvidenceRegistered',
    1,
    'An uploaded file was examined: stored and usable, or refused · 上传的佐证材料已检查完毕：已入库，或被拒收',
    {
      ...ofBook,
      evidence: z.string(),
      state: z.enum(['awaiting-upload', 'pending', 'stored', 'rejected', 'infected', 'withdrawn']),
      fault: z.string().nullable(),
      /** What the file holds besides what is seen of it; absent where there is nothing to tell. */
      warnings: z.array(z.string()).optional(),
      sha256: z.string(),
      sizeBytes: z.int(),
    },
  );

/** An uploaded file was refused and must be replaced: `fault` says why. `EvidenceRegistered` tells of it, too. */
const evidenceRejected = () =>
  envelope(
    'EvidenceRejected',
    1,
    'An uploaded file was refused; the district must replace it · 佐证材料被拒收，须更换',
    {
      ...ofBook,
      evidence: z.string(),
      state: z.enum(['rejected', 'infected']),
      fault: z.string(),
    },
  );

/** A transition of a cycle was recorded. */
const cycleAdvanced = () =>
  envelope('CycleAdvanced', 1, 'A cycle went a step further · 考核周期进入下一步', {
    cycle: z.string(),
    step: z.int(),
    kind: z.enum([
      'submissions-closed',
      'closing-begun',
      'held',
      'released',
      'finalized',
      'unchanged',
      'exported',
      'reopened',
    ]),
    state: z.enum(['open', 'verifying', 'closing', 'finalized']),
    epoch: z.int(),
  });

/** Finalization was due, and open points held it. */
const finalizationHeld = () =>
  envelope('FinalizationHeld', 1, 'Finalization was due, and open points hold it · 已到定稿时刻，因有未决事项而暂缓', {
    cycle: z.string(),
    epoch: z.int(),
    blockers: z.int(),
  });

/** A result was sealed and its files are in write-once storage. Consumers drop repetitions by cycle and revision. */
const cycleFinalized = () =>
  envelope(
    'CycleFinalized',
    1,
    'A result was sealed and its files are in write-once storage · 考核结果已定稿封存，各文件已存入不可改写的存储',
    { cycle: z.string(), revision: z.int(), sha256: z.string() },
  );

/**
 * A district's points moved on a basis, by its own book or by others'; a move of its rank alone is in `RankingChanged`.
 * `causedBy` names the first few districts where there are more, `causedByCount` then says how many there are; all of
 * them are among the causes of the `RankingChanged` of that version.
 */
const scoreChanged = () =>
  envelope('ScoreChanged', 1, 'Points of a district moved, and why · 某区县的得分有变动，并说明原因', {
    cycle: z.string(),
    boardVersion: z.int(),
    district: z.string(),
    basis: z.enum(['claimed', 'verified']),
    score: pair(pointsText),
    rank: pair(z.int()),
    components: z.array(
      z.object({
        component: z.string(),
        points: pair(pointsText),
        causedBy: z.array(z.string()),
        causedByCount: z.int().optional(),
      }),
    ),
  });

/** A new version of a cycle's board moved at least one score or rank: by these causes, of these districts. */
const rankingChanged = () =>
  envelope(
    'RankingChanged',
    1,
    'Scores or ranks moved; a move of rank alone is told by this event alone · 得分或名次有变动；只变名次的，仅由本事件告知',
    {
      cycle: z.string(),
      boardVersion: z.int(),
      causes: z.array(z.object({ district: z.string(), revision: z.int() })),
      movedDistricts: z.array(z.string()),
    },
  );

/**
 * A webhook was switched off, because the event `event` could not be delivered for three days. Nothing is lost by it:
 * once it is registered again, it goes on with that event.
 */
const webhookDisabled = () =>
  envelope(
    'WebhookDisabled',
    1,
    'A webhook was switched off after three days without a delivery · 三天内一直投递失败，该 webhook 已停用',
    {
      webhook: z.string(),
      event: z.string(),
      failingSince: z.iso.datetime(),
      attempts: z.int(),
    },
  );

/** Every event that is published: a closed set, each type with the versions that were ever in use. */
export const publishedEvent = () =>
  z.discriminatedUnion('type', [
    claimSubmitted(),
    targetsSet(),
    claimAssessed(),
    claimReturned(),
    evidenceRegistered(),
    evidenceRejected(),
    cycleAdvanced(),
    finalizationHeld(),
    cycleFinalized(),
    scoreChanged(),
    rankingChanged(),
    webhookDisabled(),
  ]);

/** Any published event, told apart by `type`. */
export type PublishedEvent = z.infer<ReturnType<typeof publishedEvent>>;

/** What a webhook receives when somebody tries whether it can be reached; it is not published. */
export const webhookTested = () =>
  envelope(
    'WebhookTested',
    1,
    'A trial: an administrator tries whether the address can be reached · 试投递：管理员试一试该地址能否收到',
    {
      webhook: z.string(),
    },
  );

/** Any event that a webhook may receive. */
export type SentEvent = PublishedEvent | z.infer<ReturnType<typeof webhookTested>>;

/** Reads an event as it came from the bus. Throws on anything that is not one of ours. */
export function parseEvent(value: unknown): PublishedEvent {
  return publishedEvent().parse(value);
}
