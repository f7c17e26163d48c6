import * as z from 'zod';
import type { FileWarnings } from '../../lib/domain/completeness.ts';
import { type EvidenceWarning, warningTexts, warningWords } from '../../lib/domain/evidence.ts';
import type { OutputOf } from './route.ts';
import { bilingual } from './schemas.ts';

/** Warnings of a file: a stable word and a sentence each. */
export const warningsReply = () =>
  z
    .array(z.strictObject({ code: z.enum(warningWords), text: bilingual() }))
    .meta({ description: 'What the file holds besides what is seen of it. It stays usable.' });

/** Warnings of the files that a claim cites; files without any are not listed. */
export const citedWarningsReply = () =>
  z
    .array(z.strictObject({ evidence: z.string(), warnings: warningsReply() }))
    .meta({ description: 'The cited files that have warnings.' });

/** Shows the warnings of a file. */
export function showWarnings(warnings: readonly EvidenceWarning[]): OutputOf<typeof warningsReply> {
  return warnings.map((code) => ({ code, text: warningTexts[code] }));
}

/** Shows the warnings of cited files. */
export function showCitedWarnings(files: readonly FileWarnings[]): OutputOf<typeof citedWarningsReply> {
  return files.map(({ evidence, warnings }) => ({ evidence, warnings: showWarnings(warnings) }));
}
