import type { ItemKey } from '../../../lib/adapters/dynamodb/table-schema.ts';

/** What DynamoDB refuses as invalid, whatever the data: a fault, never an answer. */
export class ValidationException extends Error {
  override readonly name = 'ValidationException';
}

const itemsPerRequestMax = 100;

/** Throws where DynamoDB would: too many items, an item twice, a key that is empty or too long. */
export function refuseAsDynamoDbWould(wanted: readonly { readonly key: ItemKey }[]): void {
  if (wanted.length > itemsPerRequestMax) throw new ValidationException('more than 100 items in a request');
  const names = new Set(wanted.map(({ key }) => `${key.pk} ${key.sk}`));
  if (names.size < wanted.length) throw new ValidationException('an item twice in a request');
  for (const { key } of wanted) {
    checkBytes(key.pk, 2048);
    checkBytes(key.sk, 1024);
  }
}

function checkBytes(part: string, max: number): void {
  const bytes = Buffer.byteLength(part);
  if (bytes === 0 || bytes > max) throw new ValidationException(`a key of ${bytes} bytes`);
}

const itemBytesMax = 400 * 1024;

/** The value as it is stored: nobody who reads it can change it. Throws above the size of an item. */
export function frozen<T extends object>(value: T): T {
  const bytes = Buffer.byteLength(JSON.stringify(value, (_, part) => (ArrayBuffer.isView(part) ? undefined : part)));
  if (bytes > itemBytesMax) throw new ValidationException(`an item of ${bytes} bytes`);
  freeze(value);
  return value;
}

function freeze(value: unknown): void {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value) || Object.isFrozen(value)) return;
  Object.freeze(value);
  for (const part of Object.values(value)) freeze(part);
}
