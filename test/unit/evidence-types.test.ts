import { expect, test } from 'vitest';
import { evidenceExtensions, hasExtensionOf, isEvidenceContentType } from '../../lib/domain/evidence-types.ts';

test('a media type is one of evidence only as it is written in the table', () => {
  expect(Object.keys(evidenceExtensions).every(isEvidenceContentType)).toBe(true);
  for (const other of ['text/html', 'application/PDF', 'application/pdf; a=b', 'toString', '__proto__', '']) {
    expect(isEvidenceContentType(other)).toBe(false);
  }
});

test('a file name ends as its type demands, in letters of either case', () => {
  expect(hasExtensionOf('application/pdf', '报告.PDF')).toBe(true);
  expect(hasExtensionOf('image/jpeg', 'a.jpeg')).toBe(true);
  expect(hasExtensionOf('application/pdf', '报告.pdf.exe')).toBe(false);
  expect(hasExtensionOf('application/pdf', 'pdf')).toBe(false);
});
