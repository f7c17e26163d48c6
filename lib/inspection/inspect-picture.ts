import type { EvidenceWarning } from '../domain/evidence.ts';
import type { ObjectContent } from '../domain/evidence-ports.ts';
import { ContentWindows } from './content-windows.ts';
import { holdsOtherFormat, skipPadding } from './hidden-formats.ts';

const partsMax = 100_000;
const notZero = /[^\0]/;

/**
 * Warns of data behind the end of a picture and of other formats within it. Padding is none, and neither are further
 * pictures behind a JPEG: cameras keep previews and brightness there. The picture itself is not decoded; one that does
 * not come to an end has nothing behind it.
 */
export async function inspectPicture(
  content: ObjectContent,
  contentType: 'image/png' | 'image/jpeg',
  warnings: Set<EvidenceWarning>,
): Promise<void> {
  const windows = new ContentWindows(content);
  const end = contentType === 'image/png' ? await endOfPng(windows) : await endOfJpegs(windows);
  if (end !== null && (await skipPadding(windows, end, notZero)) < windows.sizeBytes) warnings.add('hidden-data');
  else if (await holdsOtherFormat(windows)) warnings.add('hidden-data');
}

/** Behind the chunk `IEND`; `null` if it does not come. */
async function endOfPng(windows: ContentWindows): Promise<number | null> {
  let at = 8;
  for (let parts = 0; parts < partsMax && at + 12 <= windows.sizeBytes; parts += 1) {
    const chunk = await windows.read(at, at + 8);
    at += 12 + chunk.readUInt32BE(0);
    if (chunk.toString('latin1', 4) === 'IEND') return Math.min(at, windows.sizeBytes);
  }
  return null;
}

/** Behind the last of the JPEGs that follow each other; `null` if the first does not come to an end. */
async function endOfJpegs(windows: ContentWindows): Promise<number | null> {
  let end = await endOfJpeg(windows, 0);
  for (let pictures = 0; end !== null && pictures < 16; pictures += 1) {
    const next = await skipPadding(windows, end, notZero);
    const start = await windows.read(next, Math.min(next + 3, windows.sizeBytes));
    const further = start.equals(Buffer.from([0xff, 0xd8, 0xff])) ? await endOfJpeg(windows, next) : null;
    if (further === null) return end;
    end = further;
  }
  return end;
}

/** Behind the marker that ends the picture; `null` if it does not come. */
async function endOfJpeg(windows: ContentWindows, start: number): Promise<number | null> {
  let at = start + 2;
  for (let parts = 0; parts < partsMax && at + 2 <= windows.sizeBytes; parts += 1) {
    const segment = await windows.read(at, Math.min(at + 4, windows.sizeBytes));
    const marker = segment[1]!;
    if (segment[0] !== 0xff) return null;
    if (marker === 0xd9) return at + 2;
    if (marker === 0xff) at += 1;
    else if (marker === 0x01 || (marker >= 0xd0 && marker <= 0xd7)) at += 2;
    else if (segment.length < 4) return null;
    else {
      at += 2 + segment.readUInt16BE(2);
      if (marker === 0xda) at = await endOfScan(windows, at);
    }
  }
  return null;
}

/** Where the marker behind compressed pixels stands: a byte 255 that neither stands for itself nor restarts. */
async function endOfScan(windows: ContentWindows, from: number): Promise<number> {
  let at = from;
  let isMarked = false;
  for await (const piece of windows.stream(Math.min(from, windows.sizeBytes), windows.sizeBytes)) {
    for (let index = 0; index < piece.length; index += 1) {
      const byte = piece[index]!;
      if (isMarked && byte !== 0 && byte !== 0xff && !(byte >= 0xd0 && byte <= 0xd7)) return at + index - 1;
      isMarked = byte === 0xff;
      if (!isMarked) {
        const next = piece.indexOf(0xff, index + 1);
        index = (next < 0 ? piece.length : next) - 1;
      }
    }
    at += piece.length;
  }
  return windows.sizeBytes;
}
