import { expect, it } from 'vitest';
import { jsonPointer } from '../../functions/http/json-pointer.ts';

it.each([
  [[], ''],
  [['claims', 0, 'value'], '/claims/0/value'],
  [['a/b', '~1', ''], '/a~1b/~01/'],
  [['a', 'k'.repeat(64), 'b'], `/a/${'k'.repeat(64)}/b`],
  [['a', 'k'.repeat(65), 'b'], '/a'],
])('points to %j as %j', (path, pointer) => {
  expect(jsonPointer(path)).toBe(pointer);
});
