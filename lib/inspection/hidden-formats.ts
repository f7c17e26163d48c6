import type { EvidenceWarning } from '../domain/evidence.ts';
import type { ContentWindows } from './content-windows.ts';

const endOfDirectory = Buffer.from('PK\x05\x06', 'latin1');
const directoryEntry = Buffer.from('PK\x01\x02', 'latin1');
const endBytesMax = 22 + 0xffff;
/** The beginnings of other formats: a PDF, an entry of a zip with a version, and what a browser would run. */
const otherBeginnings =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the headers of a zip are bytes, not text
  /%PDF-[12]\.[0-9]|PK\x03\x04[\x0a-\x3f]\0|<(?:!doctype html|html|script)[\s>]/i;
const beginningBytesMax = 16;
const edgeBytes = 1024;
const tailBytes = 1024 * 1024;

/** Whether a reader of archives, which begins at the end, would take the file for a zip. */
async function endsAsArchive(windows: ContentWindows): Promise<boolean> {
  const from = Math.max(0, windows.sizeBytes - endBytesMax);
  const tail = await windows.read(from, windows.sizeBytes);
  for (
    let at = tail.lastIndexOf(endOfDirectory);
    at >= 0;
    at = at === 0 ? -1 : tail.lastIndexOf(endOfDirectory, at - 1)
  ) {
    if (tail.length - at < 22) continue;
    const start = from + at - tail.readUInt32LE(at + 12);
    if (start >= 0 && start + 4 <= windows.sizeBytes && directoryEntry.equals(await windows.read(start, start + 4)))
      return true;
  }
  return false;
}

/** Whether another format begins anywhere within the file. */
export async function holdsOtherFormat(windows: ContentWindows): Promise<boolean> {
  let before = '';
  for await (const piece of windows.stream(0, windows.sizeBytes)) {
    const text = before + piece.toString('latin1');
    if (otherBeginnings.test(text)) return true;
    before = text.slice(-beginningBytesMax);
  }
  return false;
}

/**
 * Warns of another format at the beginning of a PDF, and of what lies behind its last end mark: a few bytes of a sender's
 * own are common there, another format or more than a reader would look through is not.
 */
export async function searchAroundPdf(windows: ContentWindows, warnings: Set<EvidenceWarning>): Promise<void> {
  const head = await windows.read(1, Math.min(edgeBytes, windows.sizeBytes));
  const tail = await windows.read(Math.max(1, windows.sizeBytes - tailBytes), windows.sizeBytes);
  const endsAt = tail.lastIndexOf('%%EOF');
  const behind = endsAt < 0 ? '' : tail.toString('latin1', endsAt).replace(/[\0\s]+$/, '');
  const isEndFar = endsAt < 0 && windows.sizeBytes > tailBytes;
  const isHidden = [head.toString('latin1'), behind].some((text) => otherBeginnings.test(text));
  if (isHidden || isEndFar || behind.length > edgeBytes || (await endsAsArchive(windows))) warnings.add('hidden-data');
}

/** Where something other than padding comes next; the end of the file if nothing does. */
export async function skipPadding(windows: ContentWindows, from: number, padding: RegExp): Promise<number> {
  let at = from;
  for await (const piece of windows.stream(from, windows.sizeBytes)) {
    const found = piece.toString('latin1').search(padding);
    if (found >= 0) return at + found;
    at += piece.length;
  }
  return at;
}
