import { expect, test } from 'vitest';
import { downloadNameOf, evidenceExtensions, isEvidenceContentType } from '../../lib/domain/evidence.ts';

test('the types of evidence are those listed, exactly as they are written', () => {
  expect(Object.keys(evidenceExtensions).every(isEvidenceContentType)).toBe(true);
  for (const other of ['application/PDF', 'application/pdf; charset=utf-8', 'image/svg+xml', '', 'constructor']) {
    expect(isEvidenceContentType(other)).toBe(false);
  }
});

test.each([
  ['报告.PDF', 'application/pdf', '报告.PDF'],
  ['a.jpeg', 'image/jpeg', 'a.jpeg'],
  ['报告.bat', 'application/pdf', '报告.bat.pdf'],
  ['报告.pdf.exe', 'application/pdf', '报告.pdf.exe.pdf'],
  ['pdf', 'application/pdf', 'pdf.pdf'],
  ['a.pdf ', 'application/pdf', 'a.pdf .pdf'],
  ['照片', 'image/jpeg', '照片.jpg'],
  ['a', 'another/type', 'a'],
])('the name %j of a file of the type %s is saved as %j', (fileName, contentType, saved) => {
  expect(downloadNameOf(fileName, contentType)).toBe(saved);
});
