import { expect, test } from 'vitest';
import { evidenceExtensions, isEvidenceContentType } from '../../lib/domain/evidence-types.ts';

test('a media type is one of evidence only as it is written in the table', () => {
  expect(Object.keys(evidenceExtensions).every(isEvidenceContentType)).toBe(true);
  for (const other of ['text/html', 'application/PDF', 'application/pdf; a=b', 'toString', '__proto__', '']) {
    expect(isEvidenceContentType(other)).toBe(false);
  }
});
