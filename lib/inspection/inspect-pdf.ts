import { constants, createInflate } from 'node:zlib';
import type { EvidenceWarning } from '../domain/evidence.ts';
import type { ObjectContent } from '../domain/evidence-ports.ts';
import { knownMalware } from './byte-search.ts';
import { ContentWindows, inflatePieces } from './content-windows.ts';
import { searchAroundPdf } from './hidden-formats.ts';
import { InspectionRefusal } from './inspection-refusal.ts';
import { objectStarts, PdfObject, PdfTokens } from './pdf-object.ts';

/** What looking into a PDF may cost. Objects within streams are the reason to look, so they have a share of their own. */
export const pdfLimits = {
  /** Read as objects, and again as streams: so many times the file's size, and so much besides. */
  objectReadsMax: 1,
  streamReadsMax: 3,
  readBytesFree: 4 * 1024 * 1024,
  inflatedBytesMax: 256 * 1024 * 1024,
  objectBytesMax: 64 * 1024 * 1024,
} as const;

const firstPieceBytes = 2048;
const pieceBytesMax = 64 * 1024;
const objectEnds = ['endobj', 'startxref', 'xref', 'trailer'];

/**
 * Looks into a PDF by its objects, wherever in the file they begin, and into the streams that hold objects. Warns of
 * scripts, actions that start programs, attachments, actions that lead out of the file, encryption, and of streams of
 * objects that are packed in another way than by Flate, damaged or too large. Refuses known malware, also within
 * streams that are packed by Flate, as far as the limits reach. Pages are not interpreted.
 */
export async function inspectPdf(content: ObjectContent, warnings: Set<EvidenceWarning>): Promise<void> {
  const windows = new ContentWindows(content);
  const look = new PdfLook(windows, warnings);
  for await (const start of objectStarts(windows)) {
    if (look.isExhausted) break;
    await look.at(start);
  }
  await searchAroundPdf(windows, warnings);
  // What is encrypted looks damaged: that it is encrypted says it all.
  if (warnings.has('encrypted')) warnings.delete('not-inspected');
}

class PdfLook {
  readonly #windows: ContentWindows;
  readonly #warnings: Set<EvidenceWarning>;
  #tokenBytesLeft: number;
  #streamBytesLeft: number;
  #inflatedBytesLeft: number = pdfLimits.inflatedBytesMax;
  #objectBytesLeft: number = pdfLimits.objectBytesMax;

  constructor(windows: ContentWindows, warnings: Set<EvidenceWarning>) {
    this.#windows = windows;
    this.#warnings = warnings;
    const { objectReadsMax, streamReadsMax, readBytesFree } = pdfLimits;
    this.#tokenBytesLeft = windows.sizeBytes * objectReadsMax + readBytesFree;
    this.#streamBytesLeft = windows.sizeBytes * streamReadsMax + readBytesFree;
  }

  get isExhausted(): boolean {
    if (this.#tokenBytesLeft >= 0 && this.#streamBytesLeft >= 0) return false;
    this.#warnings.add('not-inspected');
    return true;
  }

  /** Looks at the object that begins at a place, and at its stream. */
  async at(start: number): Promise<void> {
    const object = new PdfObject();
    const tokens = new PdfTokens();
    let sizeBytes = firstPieceBytes;
    for (let at = start; at < this.#windows.sizeBytes && !this.isExhausted; ) {
      const end = Math.min(at + sizeBytes, this.#windows.sizeBytes);
      const piece = await this.#windows.read(at, end);
      this.#tokenBytesLeft -= piece.length;
      for (const token of tokens.read(piece, end === this.#windows.sizeBytes)) {
        const isStream = token.kind === 'word' && token.text === 'stream';
        if (isStream || (token.kind === 'word' && objectEnds.includes(token.text))) {
          this.#tokenBytesLeft += end - start - token.endsAt;
          return isStream ? this.#lookIntoStream(object, start + token.endsAt) : undefined;
        }
        this.#warn(object.take(token));
      }
      at = end;
      sizeBytes = Math.min(sizeBytes * 4, pieceBytesMax);
    }
  }

  async #lookIntoStream(object: PdfObject, keywordEndsAt: number): Promise<void> {
    const [start, end] = await this.#streamRange(object, keywordEndsAt);
    this.#streamBytesLeft -= end - start;
    if (!object.holdsObjects) {
      if (object.packing === 'flate') await this.#searchMalware(start, end);
    } else if (object.packing === 'other') this.#warnings.add('not-inspected');
    else await this.#lookAtObjects(this.#unpacked(object, start, end));
  }

  /** Bytes that can't be inflated were no danger packed, so that damage is nothing to tell here. */
  async #searchMalware(start: number, end: number): Promise<void> {
    const malware = knownMalware();
    try {
      for await (const piece of this.#inflated(start, end)) {
        this.#inflatedBytesLeft -= piece.length;
        if (this.#inflatedBytesLeft < 0) return;
        if (malware.isFoundWith(piece)) throw new InspectionRefusal('malware-found', 'a stream holds known malware');
      }
    } catch (error) {
      this.#windows.assertStoreAnswered();
      if (error instanceof InspectionRefusal) throw error;
    }
  }

  async #lookAtObjects(pieces: AsyncIterable<Uint8Array>): Promise<void> {
    const object = new PdfObject();
    const tokens = new PdfTokens();
    const malware = knownMalware();
    const take = (piece: Uint8Array, isLast: boolean) => {
      for (const token of tokens.read(piece, isLast)) this.#warn(object.take(token));
    };
    try {
      for await (const piece of pieces) {
        this.#objectBytesLeft -= piece.length;
        if (malware.isFoundWith(piece)) throw new InspectionRefusal('malware-found', 'a stream holds known malware');
        take(piece, false);
        if (this.#objectBytesLeft < 0) throw new Error('too many objects within streams');
      }
    } catch (error) {
      this.#windows.assertStoreAnswered();
      if (error instanceof InspectionRefusal) throw error;
      this.#warnings.add('not-inspected');
    }
    take(new Uint8Array(0), true);
  }

  #unpacked(object: PdfObject, start: number, end: number): AsyncIterable<Uint8Array> {
    return object.packing === 'flate' ? this.#inflated(start, end) : this.#windows.stream(start, end);
  }

  /** Streams that lack their checksum are common, and no damage. */
  #inflated(start: number, end: number): AsyncIterable<Uint8Array> {
    return inflatePieces(this.#windows.stream(start, end), createInflate({ finishFlush: constants.Z_SYNC_FLUSH }));
  }

  /** From behind the keyword and its line to where the object says that it ends, or to the next `endstream`. */
  async #streamRange(object: PdfObject, keywordEndsAt: number): Promise<readonly [number, number]> {
    const { sizeBytes } = this.#windows;
    const line = await this.#read(keywordEndsAt, Math.min(keywordEndsAt + 64, sizeBytes));
    const start = keywordEndsAt + (/^[ \t]*(?:\r\n?|\n)/.exec(line.toString('latin1'))?.[0].length ?? 0);
    const told = start + (object.lengthBytes ?? sizeBytes);
    if (told < sizeBytes) {
      const behind = await this.#read(told, Math.min(told + 32, sizeBytes));
      if (/^[\0\t\n\f\r ]*endstream/.test(behind.toString('latin1'))) return [start, told];
    }
    return [start, await this.#find('endstream', start)];
  }

  /** Where a word comes next; the end of the file if it does not. */
  async #find(word: string, from: number): Promise<number> {
    const { sizeBytes } = this.#windows;
    for (let at = from; at < sizeBytes && this.#streamBytesLeft >= 0; at += pieceBytesMax) {
      const piece = await this.#read(at, Math.min(at + pieceBytesMax + word.length, sizeBytes));
      const found = piece.indexOf(word, 0, 'latin1');
      if (found < 0) continue;
      this.#streamBytesLeft += piece.length - found;
      return at + found;
    }
    return sizeBytes;
  }

  async #read(start: number, end: number): Promise<Buffer> {
    this.#streamBytesLeft -= end - start;
    return this.#windows.read(start, end);
  }

  #warn(warning: EvidenceWarning | undefined): void {
    if (warning !== undefined) this.#warnings.add(warning);
  }
}
