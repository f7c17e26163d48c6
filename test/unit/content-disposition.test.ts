import { expect, it } from 'vitest';
import { contentDisposition } from '../../lib/domain/content-disposition.ts';

it.each([
  ['a.pdf', 'a.pdf', 'a.pdf'],
  ['😀.pdf', '_.pdf', '%F0%9F%98%80.pdf'],
  ['a\r\nSet-Cookie: b', 'aSet-Cookie: b', 'aSet-Cookie%3A%20b'],
  ['"; filename="b.exe', '_; filename=_b.exe', '%22%3B%20filename%3D%22b.exe'],
  ["it's (1)*!.pdf", "it's (1)*!.pdf", 'it%27s%20%281%29%2A!.pdf'],
  ['50%41.pdf', '50_41.pdf', '50%2541.pdf'],
  ['../\\a.pdf', '..__a.pdf', '..__a.pdf'],
  ['a\u202efdp.exe', 'afdp.exe', 'afdp.exe'],
  ['\ud800.pdf', '_.pdf', '%EF%BF%BD.pdf'],
])('the name %j is given as %j to old clients and as %j to others', (fileName, plain, extended) => {
  expect(contentDisposition(fileName)).toBe(`attachment; filename="${plain}"; filename*=UTF-8''${extended}`);
});
