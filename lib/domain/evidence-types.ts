/**
 * The types of file that evidence may have, each with the endings that a file name of that type has, in lower case and
 * without the dot. A type that is not here is refused before anything is uploaded; one that is here is compared with the
 * bytes after the upload.
 */
export const evidenceExtensions = {
  'application/pdf': ['pdf'],
  'application/ofd': ['ofd'],
  'image/jpeg': ['jpg', 'jpeg'],
  'image/png': ['png'],
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': ['docx'],
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': ['xlsx'],
  'application/vnd.openxmlformats-officedocument.presentationml.presentation': ['pptx'],
  'video/mp4': ['mp4'],
  'text/csv': ['csv'],
} as const satisfies Readonly<Record<string, readonly string[]>>;

/** The media type of a file of evidence. */
export type EvidenceContentType = keyof typeof evidenceExtensions;

/** The most bytes that one file of evidence may have: 50 MiB. */
export const fileBytesMax = 50 * 1024 * 1024;

/** Whether the media type, exactly as written here, is one that evidence may have. */
export function isEvidenceContentType(contentType: string): contentType is EvidenceContentType {
  return Object.hasOwn(evidenceExtensions, contentType);
}

/**
 * The name that a file is saved under: its own, with its type's ending behind it where it has another. What was looked
 * at as a PDF must not be run as a script because somebody named it `报告.bat`.
 */
export function downloadNameOf(fileName: string, contentType: string): string {
  if (!isEvidenceContentType(contentType)) return fileName;
  const endings: readonly string[] = evidenceExtensions[contentType];
  const lowerCase = fileName.toLowerCase();
  return endings.some((ending) => lowerCase.endsWith(`.${ending}`)) ? fileName : `${fileName}.${endings[0]}`;
}

/** The mark of a stored version that was refused. The bucket's lifecycle deletes what has it, and nothing else. */
export const refusedTag = { key: 'registration', value: 'refused' } as const;
