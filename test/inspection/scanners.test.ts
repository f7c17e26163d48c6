import { describe, expect, it } from 'vitest';
import type { ObjectContent, Scanner, ScanResult } from '../../lib/domain/evidence-ports.ts';
import { AllScanners, SignatureScanner } from '../../lib/inspection/scanners.ts';
import { contentOf, generatedContent } from '../support/counted-content.ts';

// In pieces: whole, it would have scanners take this file for an infected one.
const eicar = Buffer.from(
  ['X5O!P%@AP[4\\PZX54(P^)7CC)7}$', 'EICAR-STANDARD-', 'ANTIVIRUS-TEST-FILE', '!$H+H*'].join(''),
);
const harmless = Buffer.from('harmless '.repeat(1000));
const gone: ObjectContent = {
  sizeBytes: 10,
  read: () => Promise.reject(new Error('the store is gone')),
};

describe('the scanner of signatures', () => {
  const scanner = new SignatureScanner();

  it('finds the test string wherever it stands and however the bytes are cut', async () => {
    const files = [eicar, Buffer.concat([harmless.subarray(0, 100), eicar, harmless]), Buffer.concat([eicar, eicar])];
    for (const bytes of files) {
      for (let pieceBytes = 1; pieceBytes <= 200; pieceBytes += 1) {
        expect(await scanner.scan(contentOf(bytes, pieceBytes))).toBe('infected');
      }
    }
  });

  it('takes everything else for clean', async () => {
    const broken = Buffer.concat([eicar.subarray(0, 40), Buffer.from(' '), eicar.subarray(40)]);
    for (const bytes of [harmless, broken, eicar.subarray(1), eicar.subarray(0, -1), Buffer.alloc(0)]) {
      for (const pieceBytes of [1, 7, 67, 68, 1000]) {
        expect(await scanner.scan(contentOf(bytes, pieceBytes))).toBe('clean');
      }
    }
  });

  it('holds a piece of a large file at once and stops where it finds', async () => {
    const large = generatedContent(50 * 1024 * 1024, (at) => at & 0xff);
    expect(await scanner.scan(large)).toBe('clean');
    expect(large.outstandingBytesMost).toBeLessThanOrEqual(64 * 1024);
    const infected = generatedContent(50 * 1024 * 1024, (at) => eicar[at] ?? 0);
    expect(await scanner.scan(infected)).toBe('infected');
    expect(infected.readBytes).toBeLessThanOrEqual(64 * 1024);
  });

  it('throws what the store throws', async () => {
    await expect(scanner.scan(gone)).rejects.toThrow('the store is gone');
  });
});

describe('several scanners', () => {
  const giving = (result: ScanResult): Scanner => ({ scan: async () => result });

  it.each<readonly [readonly ScanResult[], ScanResult]>([
    [['clean', 'clean'], 'clean'],
    [['unknown', 'infected'], 'infected'],
    [['infected', 'unknown'], 'infected'],
    [['clean', 'infected'], 'infected'],
    [['clean', 'unknown'], 'unknown'],
    [['unknown', 'clean'], 'unknown'],
    [[], 'unknown'],
  ])('that say %j say %s together', async (results, expected) => {
    expect(await new AllScanners(results.map(giving)).scan(contentOf(harmless))).toBe(expected);
  });
});
