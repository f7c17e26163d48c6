import * as z from 'zod';

/** Decimal text: quantities and points never travel as binary fractions. */
const decimalText = z.string().regex(/^[0-9]+(\.[0-9]+)?$/);

/** A value before and after. */
function pair<T extends z.ZodType>(of: T) {
  return z.tuple([of, of]);
}

/**
 * The frame of every event. `id` is the same however often the event is delivered, so that consumers can drop
 * repetitions; `version` counts incompatible changes of `data`.
 */
function envelope<Type extends string, Data extends z.ZodRawShape>(type: Type, version: number, data: Data) {
  const frame = { type: z.literal(type), version: z.literal(version), id: z.string(), at: z.iso.datetime() };
  return z.object({ ...frame, data: z.object(data) });
}

/** What an event about a write of a book says of it. */
const ofBook = { cycle: z.string(), district: z.string(), revision: z.int() };

/** A district claimed values; one event for one revision of its book. */
const claimSubmitted = envelope('ClaimSubmitted', 1, {
  ...ofBook,
  claims: z.array(z.object({ component: z.string(), value: decimalText, evidence: z.array(z.string()) })),
});

/** An assessor set targets of a district. */
const targetsSet = envelope('TargetsSet', 1, {
  ...ofBook,
  targets: z.array(z.object({ component: z.string(), target: decimalText })),
});

/** An assessor judged a claim. `value` is the verified value in force afterwards, `null` if there is none. */
const claimAssessed = envelope('ClaimAssessed', 1, {
  ...ofBook,
  component: z.string(),
  decision: z.enum(['verify', 'correct', 'return', 'deduct']),
  value: decimalText.nullable(),
  deduction: decimalText.nullable(),
});

/** An uploaded file was examined: stored and usable, or refused with the reason. */
const evidenceRegistered = envelope('EvidenceRegistered', 1, {
  ...ofBook,
  evidence: z.string(),
  state: z.enum(['awaiting-upload', 'pending', 'stored', 'rejected', 'infected', 'withdrawn']),
  fault: z.string().nullable(),
  /** What the file holds besides what is seen of it; absent where there is nothing to tell. */
  warnings: z.array(z.string()).optional(),
  sha256: z.string(),
  sizeBytes: z.int(),
});

/** A transition of a cycle was recorded. */
const cycleAdvanced = envelope('CycleAdvanced', 1, {
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
const finalizationHeld = envelope('FinalizationHeld', 1, { cycle: z.string(), epoch: z.int(), blockers: z.int() });

/** A result was sealed and its files are in write-once storage. Consumers drop repetitions by cycle and revision. */
const cycleFinalized = envelope('CycleFinalized', 1, { cycle: z.string(), revision: z.int(), sha256: z.string() });

/**
 * A district's points moved on a basis, by its own book or by others'; a move of its rank alone is in `RankingChanged`.
 * `causedBy` names the first few districts where there are more, `causedByCount` then says how many there are; all of
 * them are among the causes of the `RankingChanged` of that version.
 */
const scoreChanged = envelope('ScoreChanged', 1, {
  cycle: z.string(),
  boardVersion: z.int(),
  district: z.string(),
  basis: z.enum(['claimed', 'verified']),
  score: pair(decimalText),
  rank: pair(z.int()),
  components: z.array(
    z.object({
      component: z.string(),
      points: pair(decimalText),
      causedBy: z.array(z.string()),
      causedByCount: z.int().optional(),
    }),
  ),
});

/** A new version of a cycle's board moved at least one score or rank: by these causes, of these districts. */
const rankingChanged = envelope('RankingChanged', 1, {
  cycle: z.string(),
  boardVersion: z.int(),
  causes: z.array(z.object({ district: z.string(), revision: z.int() })),
  movedDistricts: z.array(z.string()),
});

/** Every event that is published: a closed set, each type with the versions that were ever in use. */
export const publishedEvent = z.discriminatedUnion('type', [
  claimSubmitted,
  targetsSet,
  claimAssessed,
  evidenceRegistered,
  cycleAdvanced,
  finalizationHeld,
  cycleFinalized,
  scoreChanged,
  rankingChanged,
]);

/** Any published event, told apart by `type`. */
export type PublishedEvent = z.infer<typeof publishedEvent>;

/** Reads an event as it came from the bus. Throws on anything that is not one of ours. */
export function parseEvent(value: unknown): PublishedEvent {
  return publishedEvent.parse(value);
}
