import type { ObjectContent, Scanner, ScanResult } from '../domain/evidence-ports.ts';
import { knownMalware } from './byte-search.ts';

/**
 * Several scanners as one, asked in turn: infected if any says so, else unknown if any can't tell, else clean. Without a
 * scanner nothing is known.
 */
export class AllScanners implements Scanner {
  readonly #scanners: readonly Scanner[];

  constructor(scanners: readonly Scanner[]) {
    this.#scanners = scanners;
  }

  async scan(content: ObjectContent): Promise<ScanResult> {
    let result: ScanResult = this.#scanners.length === 0 ? 'unknown' : 'clean';
    for (const scanner of this.#scanners) {
      const found = await scanner.scan(content);
      if (found === 'infected') return 'infected';
      if (found === 'unknown') result = 'unknown';
    }
    return result;
  }
}

/**
 * Finds the EICAR test string in a file's own bytes, and nothing else: it proves that infected files are dealt with where
 * no real scanner is at hand. Every other file is clean to it. What is compressed inside a document is looked through by
 * the inspection, which inflates it anyway. Throws what the store throws.
 */
export class SignatureScanner implements Scanner {
  async scan(content: ObjectContent): Promise<ScanResult> {
    const search = knownMalware();
    for await (const piece of await content.read(0, content.sizeBytes)) {
      if (search.isFoundWith(piece)) return 'infected';
    }
    return 'clean';
  }
}
