import type { Body } from '../client/index.ts';

type EvidenceContentType = Body<'announceEvidence'>['contentType'];

/** The endings of the files that evidence may have, by type: a browser knows no OFD, and on many machines no DOCX. */
export const fileEndings: Readonly<Record<EvidenceContentType, readonly string[]>> = {
  'application/pdf': ['pdf'],
  'application/ofd': ['ofd'],
  'image/jpeg': ['jpg', 'jpeg'],
  'image/png': ['png'],
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': ['docx'],
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': ['xlsx'],
  'application/vnd.openxmlformats-officedocument.presentationml.presentation': ['pptx'],
  'video/mp4': ['mp4'],
  'text/csv': ['csv'],
};

/** The most bytes that a file may have: no larger one is read here to be hashed. */
export const hashedBytesMax = 50 * 1024 * 1024;

/** What a file dialog offers. */
export const acceptedEndings = Object.values(fileEndings)
  .flat()
  .map((ending) => `.${ending}`)
  .join(',');

/** The type that a file is announced with: by its ending, else as the browser says; `null` for one that is not taken. */
export function typeOf({ name, type }: Pick<File, 'name' | 'type'>): EvidenceContentType | null {
  const ending = name.slice(name.lastIndexOf('.') + 1).toLowerCase();
  const known = Object.entries(fileEndings).find(([taken, endings]) => endings.includes(ending) || taken === type);
  return (known?.[0] as EvidenceContentType | undefined) ?? null;
}

/** A size for people: `723 B`, `12.4 KB`, `3.0 MB`. */
export function sizeText(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  const kibibytes = bytes / 1024;
  return kibibytes < 1024 ? `${kibibytes.toFixed(1)} KB` : `${(kibibytes / 1024).toFixed(1)} MB`;
}
