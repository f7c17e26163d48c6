import type { IncomingMessage } from 'node:http';

const lingerMilliseconds = 2_000;

/** A body within the bound; `too-large` for one beyond it; `endless` for one that nobody would read to its end. */
export type RequestBody = Buffer | 'too-large' | 'endless' | 'aborted';

/**
 * Reads a body to its end, keeping at most `keptBytesMax`. Beyond `readBytesMax` it goes on for a moment and discards:
 * a connection reset in the middle of an upload would take the answer with it. Never throws.
 */
export function readBody(request: IncomingMessage, keptBytesMax: number, readBytesMax: number): Promise<RequestBody> {
  return new Promise((resolve) => {
    let chunks: Buffer[] = [];
    let sizeBytes = 0;
    let patience: NodeJS.Timeout | undefined;
    const settle = (body: RequestBody): void => {
      clearTimeout(patience);
      resolve(body);
    };
    const loseHope = (): void => {
      patience ??= setTimeout(() => settle('endless'), lingerMilliseconds);
    };
    if (Number(request.headers['content-length'] ?? 0) > readBytesMax) loseHope();
    request.on('data', (chunk: Buffer) => {
      sizeBytes += chunk.length;
      if (sizeBytes <= keptBytesMax) chunks.push(chunk);
      else chunks = [];
      if (sizeBytes > readBytesMax) loseHope();
    });
    request.on('end', () => {
      if (sizeBytes > readBytesMax) settle('endless');
      else settle(sizeBytes > keptBytesMax ? 'too-large' : Buffer.concat(chunks));
    });
    request.on('close', () => settle('aborted'));
  });
}
