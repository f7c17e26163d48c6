import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, it } from 'vitest';

it('compiled code of a recalculation outlives the objects that recalculations make', () => {
  const program = join(import.meta.dirname, '../support/recalculate-and-collect.ts');
  const flags = ['--expose-gc', '--trace-opt', '--trace-deopt'];
  const { stdout, stderr, status } = spawnSync(process.execPath, [...flags, program], { encoding: 'utf8' });
  expect([status, stderr]).toEqual([0, '']);
  const compiled = new Set([...stdout.matchAll(/completed compiling \S+ <JSFunction (\S+)/g)].map(([, name]) => name));
  expect([...compiled]).toEqual(expect.arrayContaining(['recalculateRows', 'BookNumbers', 'PackedRows']));
  const dropped = [...stdout.matchAll(/SharedFunctionInfo (\S*)>\).*embedded weak objects cleared/g)];
  const names = dropped.map(([, name]) => name!);
  // Of what is made to be dropped the trace tells; and there is one of Node's own.
  expect(names.filter((name) => /passing/i.test(name))).not.toEqual([]);
  expect(names.filter((name) => !/passing|^realpathSync$/i.test(name))).toEqual([]);
});
