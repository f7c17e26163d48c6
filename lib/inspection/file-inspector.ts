import { type EvidenceWarning, warningWords } from '../domain/evidence.ts';
import type { ContentInspector, Inspection, ObjectContent } from '../domain/evidence-ports.ts';
import { inspectArchive } from './inspect-archive.ts';
import { inspectPdf } from './inspect-pdf.ts';
import { inspectPicture } from './inspect-picture.ts';
import { InspectionRefusal } from './inspection-refusal.ts';
import { isPlainText } from './is-plain-text.ts';
import { headBytes, sniffMediaType } from './sniff-media-type.ts';

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
  const sniffed = await sniffMediaType(await readHead(content));
  const isArchiveDeclared = declared === 'application/ofd' || declared.startsWith('application/vnd.openxmlformats');
  if (sniffed !== 'application/zip' || !isArchiveDeclared) return sniffed;
  return inspectArchive(content, { warnings, use: { fileBytes: content.sizeBytes, entries: 0, inflatedBytes: 0 } });
}

async function readHead(content: ObjectContent): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  const end = Math.min(headBytes, content.sizeBytes);
  for await (const piece of await content.read(0, end)) pieces.push(Uint8Array.from(piece));
  return Buffer.concat(pieces);
}
