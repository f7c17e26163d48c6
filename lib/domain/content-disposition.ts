import type { Disposition } from './evidence-ports.ts';

const bidirectionalControls = /[\u202a-\u202e\u2066-\u2069]/g;

/**
 * The header value that saves or shows a file under its own name (RFC 6266): a plain name for old clients, in which every
 * character that is not plain ASCII is `_`, and the true name in UTF-8. `证据.pdf` gives
 * `attachment; filename="__.pdf"; filename*=UTF-8''%E8%AF%81%E6%8D%AE.pdf`. Line breaks and other control characters, path
 * separators and characters that reverse the order of reading never get through. The value is ASCII.
 */
export function contentDisposition(fileName: string, disposition: Disposition = 'attachment'): string {
  const name = fileName
    .toWellFormed()
    .replace(/\p{Cc}/gu, '')
    .replace(bidirectionalControls, '')
    .replace(/[/\\]/g, '_');
  const plain = name.replace(/[^ -~]/gu, '_').replace(/["%]/g, '_');
  return `${disposition}; filename="${plain}"; filename*=UTF-8''${encodeExtended(name)}`;
}

/** RFC 8187: everything but `attr-char`, which `encodeURIComponent` exceeds by four. */
function encodeExtended(text: string): string {
  return encodeURIComponent(text).replace(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
