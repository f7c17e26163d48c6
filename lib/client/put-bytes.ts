/** A connection over which nothing moves for so long has broken. */
const stallMilliseconds = 60_000;

/** What of a browser's means is needed here; Node has none. */
declare const XMLHttpRequest:
  | undefined
  | (new () => {
      responseType: 'text';
      readonly status: number;
      readonly upload: { onprogress: (event: { readonly loaded: number; readonly total: number }) => void };
      onloadend: () => void;
      open(method: string, url: string): void;
      setRequestHeader(name: string, value: string): void;
      send(bytes: Blob): void;
      abort(): void;
    });

/**
 * Puts bytes to an address; in a browser it tells how much of them has gone, from 0 to 1, which `fetch` does not know. Gives
 * the status of the answer, 0 where the connection broke.
 */
export function putBytes(
  { url, headers }: { readonly url: string; readonly headers: Readonly<Record<string, string>> },
  bytes: Blob,
  tellShare: (share: number) => void,
  signal?: AbortSignal,
): Promise<number> {
  if (typeof XMLHttpRequest === 'undefined')
    return fetch(url, { method: 'PUT', headers, body: bytes, signal }).then(
      ({ status }) => status,
      () => 0,
    );
  const request = new XMLHttpRequest();
  request.open('PUT', url);
  // The answer is empty; Firefox would look for XML in it.
  request.responseType = 'text';
  for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
  const abort = () => request.abort();
  return new Promise((resolve) => {
    let stall = setTimeout(abort, stallMilliseconds);
    request.upload.onprogress = ({ loaded, total }) => {
      clearTimeout(stall);
      stall = setTimeout(abort, stallMilliseconds);
      tellShare(total === 0 ? 1 : loaded / total);
    };
    request.onloadend = () => {
      clearTimeout(stall);
      signal?.removeEventListener('abort', abort);
      resolve(request.status);
    };
    signal?.addEventListener('abort', abort);
    request.send(bytes);
  });
}

/** SHA-256 of the bytes in hex, as they are announced. */
export async function sha256Of(bytes: Blob): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', await bytes.arrayBuffer());
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
