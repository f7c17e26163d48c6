import { type Api, type Upload, uploadEvidence } from '../../../lib/client/index.ts';
import type { DemoCategory } from './demo-scheme.ts';
import { samplePdf, samplePng } from './sample-files.ts';

/** A sample file that a district hands in. */
export interface Paper extends Pick<Upload['facts'], 'kind' | 'fileName' | 'contentType'> {
  readonly components: string[];
  readonly bytes: Uint8Array;
}

/** Kinds of the scheme that nobody in the demo has: so there is something that is still asked for. */
const lacking = new Set(['appointment-paper', 'roster']);
/** What looks like a scan or a photograph; all else is a PDF. */
const pictures = new Set(['organization press-report', 'prosperity supporting-material']);
/** Papers of two pages. */
const long = new Set(['minutes', 'training-handbook']);

/**
 * One paper for nearly every kind that the scheme names in a category. Those of two districts with the same `signedBy` have the
 * same bytes.
 */
export function papersOf({ id, name, components }: DemoCategory, district: string, signedBy = district): Paper[] {
  const kinds = new Map(components.flatMap(({ evidence }) => evidence.map((kind) => [kind.id, kind.name.zh])));
  return [...kinds]
    .filter(([kind]) => !lacking.has(kind))
    .map(([kind, kindName]) => {
      const of = components.filter(({ evidence }) => evidence.some((each) => each.id === kind)).map((each) => each.id);
      const file = pictures.has(`${id} ${kind}`)
        ? { extension: 'png', contentType: 'image/png' as const, bytes: samplePng([signedBy, id]) }
        : {
            extension: 'pdf',
            contentType: 'application/pdf' as const,
            bytes: samplePdf([`District: ${signedBy}`, `Category: ${id}`, `Kind: ${kind}`], long.has(kind) ? 2 : 1),
          };
      const { extension, ...facts } = file;
      return { kind, components: of, fileName: `演示-${name.zh}-${kindName}-${district}.${extension}`, ...facts };
    });
}

const note = '为演示生成的样例文件，不是真实材料。Generated sample for the demonstration, not real evidence.';

/** Uploads a paper the way a portal does, and gives its id once it is stored. */
export async function uploadPaper(
  api: Api,
  book: Pick<Upload, 'cycle' | 'district'>,
  { bytes, ...facts }: Paper,
): Promise<string> {
  const { id } = await uploadEvidence(api, {
    ...book,
    bytes: new Blob([new Uint8Array(bytes)]),
    facts: { ...facts, note },
  });
  return id;
}
