/** Looks for some bytes in a stream of pieces, also where they lie across a border. Keeps no more than it looks for. */
export class ByteSearch {
  readonly #sought: Buffer;
  #tail = Buffer.alloc(0);

  constructor(sought: Buffer) {
    this.#sought = sought;
  }

  /** Whether the bytes lie in this piece or reach into it from those before. */
  isFoundWith(piece: Uint8Array): boolean {
    const bytes = Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength);
    const kept = this.#sought.length - 1;
    const border = Buffer.concat([this.#tail, bytes.subarray(0, kept)]);
    const isFound = border.includes(this.#sought) || bytes.includes(this.#sought);
    const tail = bytes.length < kept ? border : bytes;
    this.#tail = Buffer.from(tail.subarray(Math.max(0, tail.length - kept)));
    return isFound;
  }
}

/** The EICAR test string, in pieces: whole, it would have scanners take this source file for an infected one. */
const eicar = ['X5O!P%@AP[4\\PZX54(P^)7CC)7}$', 'EICAR-STANDARD-', 'ANTIVIRUS-TEST-FILE', '!$H+H*'].join('');

/** A search for the malware that is known without a real scanner: the EICAR test string, and nothing else. */
export function knownMalware(): ByteSearch {
  return new ByteSearch(Buffer.from(eicar, 'latin1'));
}
