import { S3Refusal } from './s3-refusal.ts';

const LINE_BYTES_MAX = 4096;
const TRAILERS_MAX = 16;
const EMPTY: Uint8Array = new Uint8Array(0);

/**
 * The bytes inside an `aws-chunked` body: `<hex size>\r\n<bytes>\r\n … 0\r\n<trailer lines>\r\n`. Trailers (names in
 * lower case) are in `trailers` once the bytes have ended. Refuses any other framing as an incomplete body.
 */
export async function* readChunkedBody(
  body: AsyncIterable<Uint8Array>,
  trailers: Map<string, string>,
): AsyncGenerator<Uint8Array> {
  const input = new Input(body);
  try {
    for (let left = await readSize(input); left > 0; left = await readSize(input)) {
      while (left > 0) {
        const piece = await input.take(left);
        left -= piece.length;
        yield piece;
      }
      if ((await input.line()) !== '') throw incomplete();
    }
    await readTrailers(input, trailers);
    if (!(await input.atEnd())) throw incomplete();
  } finally {
    await input.release();
  }
}

async function readTrailers(input: Input, trailers: Map<string, string>): Promise<void> {
  for (let line = await input.line(); line !== ''; line = await input.line()) {
    const colonAt = line.indexOf(':');
    const name = line.slice(0, colonAt).toLowerCase();
    if (colonAt < 1 || trailers.has(name) || trailers.size >= TRAILERS_MAX) throw incomplete();
    trailers.set(name, line.slice(colonAt + 1).trim());
  }
}

async function readSize(input: Input): Promise<number> {
  const match = /^([0-9a-fA-F]{1,10})(?:;.*)?$/.exec(await input.line());
  if (!match) throw incomplete();
  return Number.parseInt(match[1]!, 16);
}

/** The pieces of a body as they come, cut at lines or at counts. */
class Input {
  readonly #pieces: AsyncIterator<Uint8Array>;
  #rest: Uint8Array = EMPTY;

  constructor(body: AsyncIterable<Uint8Array>) {
    this.#pieces = body[Symbol.asyncIterator]();
  }

  /** At least one byte and at most `countMax`. */
  async take(countMax: number): Promise<Uint8Array> {
    if (!(await this.#fill())) throw incomplete();
    const piece = this.#rest.subarray(0, countMax);
    this.#rest = this.#rest.subarray(piece.length);
    return piece;
  }

  /** Up to the next CR LF, without it. */
  async line(): Promise<string> {
    let line = '';
    while (line.length <= LINE_BYTES_MAX) {
      if (!(await this.#fill())) throw incomplete();
      const at = this.#rest.indexOf(0x0a);
      const end = at < 0 ? this.#rest.length : at + 1;
      line += Buffer.from(this.#rest.subarray(0, end)).toString('latin1');
      this.#rest = this.#rest.subarray(end);
      if (at >= 0 && line.endsWith('\r\n')) return line.slice(0, -2);
      if (at >= 0) throw incomplete();
    }
    throw incomplete();
  }

  async atEnd(): Promise<boolean> {
    return !(await this.#fill());
  }

  /** Lets go of the body, so that whoever owns it can read on. */
  async release(): Promise<void> {
    await this.#pieces.return?.();
  }

  async #fill(): Promise<boolean> {
    while (this.#rest.length === 0) {
      const next = await this.#pieces.next();
      if (next.done) return false;
      this.#rest = next.value;
    }
    return true;
  }
}

function incomplete(): S3Refusal {
  return new S3Refusal('IncompleteBody', 'The request body terminated unexpectedly.');
}
