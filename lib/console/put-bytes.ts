/** A connection over which nothing moves for so long has broken. */
const stallMilliseconds = 60_000;

/** Where bytes go: an address that takes them once. */
export interface UploadAddress {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * Puts a file to an address and tells how much of it has gone, from 0 to 1: only XMLHttpRequest knows. Gives the status
 * of the answer, 0 where the connection broke.
 */
export function putBytes(
  { url, headers }: UploadAddress,
  file: Blob,
  tellShare: (share: number) => void,
  signal: AbortSignal,
): Promise<number> {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    request.open('PUT', url);
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    const abort = () => request.abort();
    let stall = setTimeout(abort, stallMilliseconds);
    request.upload.onprogress = ({ loaded, total }) => {
      clearTimeout(stall);
      stall = setTimeout(abort, stallMilliseconds);
      tellShare(total === 0 ? 1 : loaded / total);
    };
    request.onloadend = () => {
      clearTimeout(stall);
      signal.removeEventListener('abort', abort);
      resolve(request.status);
    };
    signal.addEventListener('abort', abort);
    request.send(file);
  });
}
