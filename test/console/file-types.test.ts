import { describe, expect, it } from 'vitest';
import { fileEndings, hashedBytesMax, sizeText, typeOf } from '../../lib/console/file-types.ts';
import { evidenceExtensions, fileBytesMax } from '../../lib/domain/evidence.ts';

describe('the type of a file', () => {
  it('is known by every ending that evidence may have', () => {
    expect(fileEndings).toEqual(evidenceExtensions);
    expect(hashedBytesMax).toBe(fileBytesMax);
  });

  it('goes by the ending where the browser knows none, and by the browser where the ending says nothing', () => {
    expect(typeOf({ name: '任职文件.OFD', type: '' })).toBe('application/ofd');
    expect(typeOf({ name: '照片', type: 'image/png' })).toBe('image/png');
    expect(typeOf({ name: '程序.exe', type: '' })).toBeNull();
  });
});

describe('a size', () => {
  it('is written for people', () => {
    expect([723, 12_700, 3 * 1024 * 1024].map(sizeText)).toEqual(['723 B', '12.4 KB', '3.0 MB']);
  });
});
