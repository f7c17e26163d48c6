import { type Body, EvidenceRefused, Problem, type Reply, uploadEvidence } from '../client/index.ts';
import { api } from './api.ts';
import { hashedBytesMax, typeOf } from './file-types.ts';

/** A file of evidence as the API shows it. */
export type EvidenceFile = Reply<'listEvidence'>['items'][number];

/** Whose book a file is for. */
export interface BookPlace {
  readonly cycle: string;
  readonly district: string;
}

/** What a person says of a file. */
export type FileFacts = Pick<Body<'announceEvidence'>, 'kind' | 'components'>;

/** How far a file has come on its way into the book. */
export type UploadStep =
  | { readonly at: 'hashing' | 'announcing' | 'interrupted' | 'checking' }
  | { readonly at: 'sending'; readonly share: number }
  | { readonly at: 'stored'; readonly id: string }
  | { readonly at: 'refused'; readonly reason: EvidenceFile['reason'] }
  | { readonly at: 'failed'; readonly why: Problem | 'wrong-type' | 'too-large' | 'unreadable' | 'not-taken' };

/** A file on its way. */
interface Journey {
  readonly file: File;
  readonly place: BookPlace;
  readonly tellStep: (step: UploadStep) => void;
  readonly signal: AbortSignal;
}

/** Takes a file into a book, unless `signal` ends it. Tells every step; the last is `stored`, `refused` or `failed`. */
export async function uploadFile({ file, place, tellStep, signal }: Journey, given: FileFacts): Promise<void> {
  const contentType = typeOf(file);
  if (contentType === null) return tellStep({ at: 'failed', why: 'wrong-type' });
  if (file.size > hashedBytesMax) return tellStep({ at: 'failed', why: 'too-large' });
  const facts = { fileName: file.name, contentType, ...given };
  try {
    const { id } = await uploadEvidence(api, {
      ...place,
      bytes: file,
      facts,
      signal,
      tellStep: (at, share) => tellStep({ at, share }),
    });
    tellStep({ at: 'stored', id });
  } catch (fault) {
    if (!signal.aborted) tellStep(endOf(fault));
  }
}

function endOf(fault: unknown): UploadStep {
  if (fault instanceof EvidenceRefused && fault.file) return { at: 'refused', reason: fault.file.reason };
  if (fault instanceof EvidenceRefused) return { at: 'failed', why: 'not-taken' };
  if (fault instanceof Problem) return { at: 'failed', why: fault };
  // A browser can't read a file that was moved or changed since it was chosen.
  if (fault instanceof DOMException) return { at: 'failed', why: 'unreadable' };
  throw fault;
}
