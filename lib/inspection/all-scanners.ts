import type { ObjectContent, Scanner, ScanResult } from '../domain/evidence-ports.ts';

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
