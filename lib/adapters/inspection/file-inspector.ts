import type { EvidenceFault } from '../../domain/evidence.ts';
import type { ContentInspector, ObjectContent } from '../../domain/evidence-ports.ts';
import { inspectArchive } from './inspect-archive.ts';
import { InspectionRefusal } from './inspection-refusal.ts';
import { isPlainText } from './is-plain-text.ts';
import { headBytes, sniffMediaType } from './sniff-media-type.ts';

/**
 * Compares a file's bytes with its declared type and looks through documents that are archives inside (OFD, DOCX, XLSX,
 * PPTX), with bounded memory and work and without trusting a size they claim. Throws what the store throws.
 *
 * Refused are other bytes than declared (`content-mismatch`), archives that could harm whoever opens them
 * (`archive-unsafe`) and macros in office documents (`macro-found`). Not looked for: scripts in a PDF, linked templates
 * and objects of other programs in office documents, and malware of any kind, which is the scanner's task; nor is a
 * picture or a video decoded.
 */
export class FileInspector implements ContentInspector {
  async inspect(content: ObjectContent, contentType: string): Promise<EvidenceFault | null> {
    try {
      return (await mediaTypeOf(content, contentType)) === contentType ? null : 'content-mismatch';
    } catch (error) {
      if (error instanceof InspectionRefusal) return error.fault;
      throw error;
    }
  }
}

/** The type that the bytes have. Text has no mark of its own, so it is looked for only where it is declared. */
async function mediaTypeOf(content: ObjectContent, declared: string): Promise<string | null> {
  if (declared === 'text/csv') return (await isPlainText(content)) ? declared : null;
  const sniffed = await sniffMediaType(await readHead(content));
  const isArchiveDeclared = declared === 'application/ofd' || declared.startsWith('application/vnd.openxmlformats');
  return sniffed === 'application/zip' && isArchiveDeclared ? inspectArchive(content) : sniffed;
}

async function readHead(content: ObjectContent): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  const end = Math.min(headBytes, content.sizeBytes);
  for await (const piece of await content.read(0, end)) pieces.push(Uint8Array.from(piece));
  return Buffer.concat(pieces);
}
