import * as z from 'zod';
import type { Book } from '../../lib/domain/book.ts';
import type { FileWarnings } from '../../lib/domain/completeness.ts';
import { citing, standingOf } from '../../lib/domain/decide-evidence.ts';
import {
  type Evidence,
  type EvidenceWarning,
  evidenceExtensions,
  evidenceFaults,
  evidenceStates,
  sameBytesAs,
  warningTexts,
  warningWords,
} from '../../lib/domain/evidence.ts';
import { named } from '../../lib/domain/named.ts';
import type { OutputOf } from './route.ts';
import { bilingual, instantText, revisionSchema } from './schemas.ts';

const warningCode = named('EvidenceWarningCode', () => z.enum(warningWords));

const warningReply = named('EvidenceWarning', () => z.strictObject({ code: warningCode(), text: bilingual() }));

/** Warnings of a file: a stable word and a sentence each. */
export const warningsReply = () =>
  z.array(warningReply()).meta({
    description:
      'What the file holds besides what is seen of it. It stays usable. 文件中除所见内容外还含有什么；文件仍可使用。',
  });

const citedWarningReply = named('CitedWarnings', () =>
  z.strictObject({ evidence: z.string(), warnings: warningsReply() }),
);

/** Warnings of the files that a claim cites; files without any are not listed. */
export const citedWarningsReply = () =>
  z
    .array(citedWarningReply())
    .meta({ description: 'The cited files that have warnings. 所引用的、带有提示的佐证材料。' });

/** Shows the warnings of a file. */
export function showWarnings(warnings: readonly EvidenceWarning[]): OutputOf<typeof warningsReply> {
  return warnings.map((code) => ({ code, text: warningTexts[code] }));
}

/** Shows the warnings of cited files. */
export function showCitedWarnings(files: readonly FileWarnings[]): OutputOf<typeof citedWarningsReply> {
  return files.map(({ evidence, warnings }) => ({ evidence, warnings: showWarnings(warnings) }));
}

/** What a verification rests on, as the API shows it. */
export const evidenceBinding = named('EvidenceBinding', () => z.strictObject({ id: z.string(), sha256: z.string() }));

/** A visit on which a verification rests, as the API shows it. */
export const onSiteReply = named('OnSiteVisit', () =>
  z.strictObject({ visitedOn: z.string(), participants: z.array(z.string()) }),
);

/** Where a file stands. */
export const evidenceState = named('EvidenceState', () =>
  z.enum(evidenceStates).meta({
    description: 'Where the file stands; only what is `stored` can be cited. 文件的状态；只有 `stored` 的可以引用。',
  }),
);

const evidenceFault = named('EvidenceFault', () => z.enum(evidenceFaults));

/** A type of file. The story refuses another one, and tells which an installation takes. */
export const contentTypeText = named('EvidenceContentType', () =>
  z
    .string()
    .max(128)
    .meta({
      description: 'An installation may take fewer of them. 各系统可接受的类型可能更少。',
      override: { enum: Object.keys(evidenceExtensions), maxLength: undefined },
    }),
);

/** A file of evidence as the API shows it. */
export const evidenceReply = named('Evidence', () =>
  z.strictObject({
    id: z.string(),
    state: evidenceState(),
    reason: evidenceFault().nullable().meta({
      description:
        'Why the file was refused. `too-late`: nothing had arrived by the closing instant; what arrived just before it may be on its way for some minutes, and is `awaiting-upload` until then. 文件被拒收的原因。`too-late`：截止时刻前未收到文件；临近截止时收到的，登记可能需几分钟，其间状态为 `awaiting-upload`。',
    }),
    warnings: warningsReply(),
    fileName: z.string(),
    contentType: contentTypeText(),
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
        'The file of this book that brought the same bytes before: they are kept once. `null` for its own bytes. 本台账此前内容相同的文件，内容只存一份；内容系首次存入时为 `null`。',
    }),
    citedBy: z.array(z.string()).meta({
      description: 'Components whose claim or verification rests on this file. 申报或核定以此文件为依据的考核内容。',
    }),
  }),
);

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
