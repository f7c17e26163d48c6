import type { Item } from '../../../lib/stores/table.ts';

/** What DynamoDB refuses as invalid, whatever the data: a fault, never an answer. */
export class ValidationException extends Error {
  override readonly name = 'ValidationException';
}

const itemBytesMax = 400 * 1024;

/**
 * The item as it is stored: a copy that nobody can change, without what is `undefined`, and with the fields of its maps in
 * another order, since a table keeps none. Throws above the size of an item.
 */
export function storedForm(item: Item): Item {
  const size = { bytes: 0 };
  const copy = copyOf(item, size) as Item;
  if (size.bytes > itemBytesMax) throw new ValidationException(`an item of ${size.bytes} bytes`);
  return copy;
}

function copyOf(value: unknown, size: { bytes: number }): unknown {
  if (value instanceof Uint8Array) {
    size.bytes += value.byteLength;
    return new Uint8Array(value);
  }
  size.bytes += typeof value === 'string' ? Buffer.byteLength(value) : 1;
  if (typeof value === 'number' && !Number.isFinite(value)) throw new ValidationException(`the number ${value}`);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return Object.freeze(value.map((part) => copyOf(part, size)));
  const copy: Record<string, unknown> = {};
  for (const [field, part] of Object.entries(value).reverse()) {
    if (part === undefined) continue;
    size.bytes += Buffer.byteLength(field);
    copy[field] = copyOf(part, size);
  }
  return Object.freeze(copy);
}
