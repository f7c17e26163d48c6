import * as z from 'zod';

/** Decimal text: quantities and points never travel as binary fractions. */
export const decimalText = z.string().regex(/^[0-9]+(\.[0-9]+)?$/);

/** A value before and after. */
export function pair<T extends z.ZodType>(of: T) {
  return z.tuple([of, of]);
}

/**
 * The frame of every event. `id` is the same however often the event is delivered, so that consumers can drop
 * repetitions; `version` counts incompatible changes of `data`.
 */
export function envelope<Type extends string, Data extends z.ZodType>(type: Type, version: number, data: Data) {
  return z.object({ type: z.literal(type), version: z.literal(version), id: z.string(), at: z.iso.datetime(), data });
}
