import { TextDecoder } from 'node:util';
import { fileTypeFromBuffer } from 'file-type';
import { type EvidenceWarning, warningWords } from '../domain/evidence.ts';
import type { ContentInspector, Inspection, ObjectContent } from '../domain/evidence-ports.ts';
import { inspectArchive } from './inspect-archive.ts';
import { inspectPdf } from './inspect-pdf.ts';
import { inspectPicture } from './inspect-picture.ts';
import { InspectionRefusal } from './inspection-refusal.ts';

/** How many of a file's first bytes tell its type, and how many that it is no text. */
const headBytes = 4100;
const textHeadBytes = 1024;
const otherThanText = /[^\P{Cc}\t\n\r]/u;
const otherFormats = /^(?:\xef\xbb\xbf)?\s*(?:<[!?a-z]|%PDF|%!PS|\{\\rtf|#!)/i;

/**
 * Compares a file's bytes with its declared type and looks through PDFs, pictures and documents that are archives inside
 * (OFD, DOCX, XLSX, PPTX), with bounded memory and work and without trusting a size they claim. Throws what the store
 * throws [T 48].
 *
 * Refused are other bytes than declared (`content-mismatch`), archives that could harm whoever opens them
 * (`archive-unsafe`), macros in office documents (`macro-found`), and the known malware where it is compressed within a
 * document or a PDF (`malware-found`): all other malware is the scanner's task. Warned of is what a file holds besides
 * what is seen of it: scripts, actions that start programs, attachments and embedded objects, templates and content from
 * elsewhere, other formats and data behind the end, and what can't be looked into. Not looked for: what pages, pictures
 * and videos show, fields of office documents that fetch something, and anything within text or videos.
 */
export class FileInspector implements ContentInspector {
  async inspect(content: ObjectContent, contentType: string): Promise<Inspection> {
    const warnings = new Set<EvidenceWarning>();
    try {
      if ((await mediaTypeOf(content, contentType, warnings)) !== contentType) return refused('content-mismatch');
      if (contentType === 'application/pdf') await inspectPdf(content, warnings);
      if (contentType === 'image/png' || contentType === 'image/jpeg')
        await inspectPicture(content, contentType, warnings);
      return { fault: null, warnings: warningWords.filter((word) => warnings.has(word)) };
    } catch (error) {
      if (error instanceof InspectionRefusal) return refused(error.fault);
      throw error;
    }
  }
}

function refused(fault: NonNullable<Inspection['fault']>): Inspection {
  return { fault, warnings: [] };
}

/** The type that the bytes have. Text has no mark of its own, so it is looked for only where it is declared. */
async function mediaTypeOf(
  content: ObjectContent,
  declared: string,
  warnings: Set<EvidenceWarning>,
): Promise<string | null> {
  if (declared === 'text/csv') return (await isPlainText(content)) ? declared : null;
  const sniffed = await sniffMediaType(await readHead(content, headBytes));
  const isArchiveDeclared = declared === 'application/ofd' || declared.startsWith('application/vnd.openxmlformats');
  if (sniffed !== 'application/zip' || !isArchiveDeclared) return sniffed;
  return inspectArchive(content, { warnings, use: { fileBytes: content.sizeBytes, entries: 0, inflatedBytes: 0 } });
}

async function readHead(content: ObjectContent, bytesMax: number): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  const end = Math.min(bytesMax, content.sizeBytes);
  for await (const piece of await content.read(0, end)) pieces.push(Uint8Array.from(piece));
  return Buffer.concat(pieces);
}

/**
 * The media type that a file's first bytes show; `null` if they show none. `application/zip` stands for every document
 * that is an archive inside: which one it is, its directory says.
 */
async function sniffMediaType(head: Uint8Array): Promise<string | null> {
  if (startsWith(head, 'PK\x03\x04')) return 'application/zip';
  const mime = (await fileTypeFromBuffer(head))?.mime ?? null;
  // Readers also look for a PDF behind other bytes; a file that begins as something else too is not taken for one.
  if (mime === 'application/pdf' && !startsWith(head, '%PDF-')) return null;
  return mime === 'image/apng' ? 'image/png' : mime;
}

function startsWith(head: Uint8Array, signature: string): boolean {
  return Buffer.from(head.subarray(0, signature.length)).equals(Buffer.from(signature, 'latin1'));
}

/**
 * Whether the bytes are text in UTF-8 or GB18030 throughout, without control characters other than tabs and line ends,
 * and do not begin as a format that is written in text: HTML, XML, SVG, PDF, PostScript, RTF or a script.
 */
async function isPlainText(content: ObjectContent): Promise<boolean> {
  if (content.sizeBytes === 0) return false;
  if (otherFormats.test((await readHead(content, textHeadBytes)).toString('latin1'))) return false;
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
