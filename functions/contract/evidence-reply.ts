import * as z from 'zod';
import type { Book } from '../../lib/domain/book.ts';
import { citing, standingOf } from '../../lib/domain/decide-evidence.ts';
import { type Evidence, evidenceFaults, evidenceStates, sameBytesAs } from '../../lib/domain/evidence.ts';
import type { OutputOf } from './route.ts';
import { instantText, revisionSchema } from './schemas.ts';
import { showWarnings, warningsReply } from './warnings-reply.ts';

/** A file of evidence as the API shows it. */
export const evidenceReply = () =>
  z.strictObject({
    id: z.string(),
    state: z.enum(evidenceStates),
    reason: z.enum(evidenceFaults).nullable().meta({
      description:
        'Why the file was refused. `too-late`: nothing had arrived by the closing instant; what arrived just before it may be on its way for some minutes, and is `awaiting-upload` until then.',
    }),
    warnings: warningsReply(),
    fileName: z.string(),
    contentType: z.string(),
    sizeBytes: z.int(),
    sha256: z.string(),
    kind: z.string(),
    components: z.array(z.string()),
    note: z.string().nullable(),
    revision: revisionSchema(),
    at: instantText(),
    by: z.string(),
    uploadedAt: instantText().nullable(),
    sameBytesAs: z.string().nullable().meta({
      description:
        'The file of this book that brought the same bytes before: they are kept once. `null` for its own bytes.',
    }),
    citedBy: z.array(z.string()).meta({ description: 'Components whose claim or verification rests on this file.' }),
  });

/** A file as the API shows it. */
export type EvidenceReply = OutputOf<typeof evidenceReply>;

/** Shows a file's facts; where its bytes lie is nobody's business. */
export function showFacts(file: Evidence): Omit<EvidenceReply, 'citedBy'> {
  const { fault, warnings, objectKey: _, versionId: __, components, ...facts } = file;
  return {
    ...facts,
    warnings: showWarnings(warnings),
    components: [...components],
    reason: fault,
    sameBytesAs: sameBytesAs(file),
  };
}

/** Shows a file of a book as it stands at a moment, with the components that rest on it. */
export function showEvidence(file: Evidence, book: Book, now: number): EvidenceReply {
  return {
    ...showFacts({ ...file, ...standingOf(file, book.head, now) }),
    citedBy: citing(book, file.id).map(({ component }) => component),
  };
}
