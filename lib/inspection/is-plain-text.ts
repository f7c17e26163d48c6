import { TextDecoder } from 'node:util';
import type { ObjectContent } from '../domain/evidence-ports.ts';

const otherThanText = /[^\P{Cc}\t\n\r]/u;
const otherFormats = /^(?:\xef\xbb\xbf)?\s*(?:<[!?a-z]|%PDF|%!PS|\{\\rtf|#!)/i;
const headBytes = 1024;

/**
 * Whether the bytes are text in UTF-8 or GB18030 throughout, without control characters other than tabs and line ends,
 * and do not begin as a format that is written in text: HTML, XML, SVG, PDF, PostScript, RTF or a script.
 */
export async function isPlainText(content: ObjectContent): Promise<boolean> {
  if (content.sizeBytes === 0 || otherFormats.test(await readHead(content))) return false;
  let candidates = ['utf-8', 'gb18030'].map((encoding) => new TextDecoder(encoding, { fatal: true }));
  for await (const piece of await content.read(0, content.sizeBytes)) {
    candidates = candidates.filter((decoder) => readsAsText(decoder, piece));
    if (candidates.length === 0) return false;
  }
  return candidates.some((decoder) => readsAsText(decoder, undefined));
}

/** `undefined` ends the text: half a character must not be left over. */
function readsAsText(decoder: TextDecoder, piece: Uint8Array | undefined): boolean {
  try {
    return !otherThanText.test(decoder.decode(piece, { stream: piece !== undefined }));
  } catch {
    return false;
  }
}

async function readHead(content: ObjectContent): Promise<string> {
  let head = '';
  for await (const piece of await content.read(0, Math.min(headBytes, content.sizeBytes))) {
    head += Buffer.from(piece).toString('latin1');
  }
  return head;
}
