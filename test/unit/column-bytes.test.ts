import { expect, it } from 'vitest';
import { fits, kindBetween, TOLD_BEHIND } from '../../lib/stores/column-bytes.ts';

it.each<[string, number, readonly (number | string)[], readonly (number | string)[]]>([
  ['a byte', kindBetween(0, 200), [0, 1, 255], [256, -1, '1/3']],
  ['two bytes', kindBetween(0, 256), [0, 256, 65_535], [65_536, -1, '1/3']],
  ['a byte, some of them below 0', kindBetween(-1, 0), [0, 127, -128], [128, -129, '-1/3']],
  ['no byte, all of them being 0', kindBetween(0, 0), [], [1, -1, '1/3']],
  ['no byte, being told behind all others', TOLD_BEHIND, [], [1, -1, '1/3']],
])('into a column whose values take %s some values fit and others don’t', (_, kind, fitting, others) => {
  expect(fitting.filter((value) => !fits(kind, value))).toEqual([]);
  expect(others.filter((value) => fits(kind, value))).toEqual([]);
});
