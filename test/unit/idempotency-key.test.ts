import { expect, it } from 'vitest';
import { idempotencyKeyPattern } from '../../functions/contract/schemas.ts';

it.each(['ab', 'a'.repeat(255), '0b5e6a5c-5a0e-4d53-9f8a-1c5f1f0f3b1e', '"quoted"', '!~', 'invalid'])(
  'accepts %s',
  (key) => {
    expect(key).toMatch(idempotencyKeyPattern);
  },
);

it.each([
  '',
  'a',
  'a'.repeat(256),
  'a b',
  'ab\n',
  'a\nb',
  'first,second',
  'first, second',
  'ключ',
  '钥匙',
  'a\u0000',
  ' ab',
  'ab\u007f',
])('refuses %j', (key) => {
  expect(key).not.toMatch(idempotencyKeyPattern);
});
