import { fileTypeFromBuffer } from 'file-type';

/** How many of a file's first bytes tell its type. */
export const headBytes = 4100;

/**
 * The media type that a file's first bytes show; `null` if they show none. `application/zip` stands for every document
 * that is an archive inside: which one it is, its directory says.
 */
export async function sniffMediaType(head: Uint8Array): Promise<string | null> {
  if (startsWith(head, 'PK\x03\x04')) return 'application/zip';
  const mime = (await fileTypeFromBuffer(head))?.mime ?? null;
  // Readers also look for a PDF behind other bytes; a file that begins as something else too is not taken for one.
  if (mime === 'application/pdf' && !startsWith(head, '%PDF-')) return null;
  return mime === 'image/apng' ? 'image/png' : mime;
}

function startsWith(head: Uint8Array, signature: string): boolean {
  return Buffer.from(head.subarray(0, signature.length)).equals(Buffer.from(signature, 'latin1'));
}
