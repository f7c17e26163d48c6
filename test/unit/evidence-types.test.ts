import { expect, test } from 'vitest';
import {
  citationOf,
  downloadNameOf,
  type EvidenceWarning,
  evidenceExtensions,
  isEvidenceContentType,
  isShownSafely,
  objectKeyOf,
} from '../../lib/domain/evidence.ts';
import { sampleFile } from '../support/sample-evidence.ts';

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

test.each<[string, EvidenceWarning[], boolean]>([
  ['application/pdf', [], true],
  ['image/png', [], true],
  ['application/pdf', ['embedded-file'], true],
  ['application/pdf', ['javascript'], false],
  ['application/pdf', ['embedded-file', 'encrypted'], false],
  ['image/jpeg', ['not-inspected'], false],
  ['text/csv', [], false],
  ['video/mp4', ['javascript'], false],
])('a file of the type %s with the warnings %j is shown by a browser: %j [T 77]', (contentType, warnings, isShown) => {
  expect(isShownSafely(contentType, warnings)).toBe(isShown);
});

test('a claim cites a file by its id and its hash, and with warnings only where it has any', () => {
  const { id, sha256 } = sampleFile();
  expect(citationOf(sampleFile())).toEqual({ id, sha256 });
  expect(citationOf(sampleFile(id, { warnings: ['javascript'] }))).toEqual({ id, sha256, warnings: ['javascript'] });
});

test('an object’s key is made of the ids of cycle, district and file', () => {
  expect(objectKeyOf('2019', 'east', 'a')).toBe('evidence/2019/east/a');
});
