import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { fieldsOf, type Item } from './table.ts';

/** The cycle of an item; `null` while it is being opened. */
export function readCycle<Cycle>(item: Item | null): Cycle | null {
  if (!item?.isPrepared) return null;
  const { opening: _, isPrepared: __, districts, ...fields } = item;
  return fieldsOf({ ...fields, districts: JSON.parse(inflateRawSync(districts as Uint8Array).toString()) });
}

/** The cohort as it stands with its cycle: compressed, since whoever reads a cycle reads it along. */
export function packDistricts(districts: readonly object[]): Uint8Array {
  return deflateRawSync(JSON.stringify(districts));
}
