import type { ObjectContent, Scanner, ScanResult } from '../../domain/evidence-ports.ts';
import { ByteSearch } from './byte-search.ts';

/** The EICAR test string, in pieces: whole, it would have scanners take this source file for an infected one. */
const eicar = ['X5O!P%@AP[4\\PZX54(P^)7CC)7}$', 'EICAR-STANDARD-', 'ANTIVIRUS-TEST-FILE', '!$H+H*'].join('');

/**
 * Finds the EICAR test string wherever it stands, and nothing else: it proves that infected files are dealt with where no
 * real scanner is at hand. Every other file is clean to it. Throws what the store throws.
 */
export class SignatureScanner implements Scanner {
  async scan(content: ObjectContent): Promise<ScanResult> {
    const search = new ByteSearch(Buffer.from(eicar, 'latin1'));
    for await (const piece of await content.read(0, content.sizeBytes)) {
      if (search.isFoundWith(piece)) return 'infected';
    }
    return 'clean';
  }
}
