import type { LocalCaller } from '../../infra/local/local-api.ts';
import { portalOf } from './city.ts';
import type { ApiAnswer, LocalClient } from './local-client.ts';
import { until } from './until.ts';
import { announcementOf } from './uploads.ts';

/** The answer to an announcement: a ticket, the file that is there already, or a refusal. */
export interface Announced {
  readonly id: string;
  readonly state: string;
  readonly type: string;
  readonly upload: {
    readonly url: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly expiresAt: string;
  };
}

/** A file as the API shows it. */
export interface ShownFile {
  readonly id: string;
  readonly state: string;
  readonly reason: string | null;
  readonly citedBy: readonly string[];
  readonly download: { readonly url: string } | null;
}

/** What S3 answered, with the code of a refusal. */
export interface PutAnswer {
  readonly status: number;
  readonly code: string | undefined;
}

/** A district's portal as it hands in files over HTTP. */
export class PortalUploads {
  readonly base: string;
  readonly #client: LocalClient;
  readonly #portal: LocalCaller;

  constructor(client: LocalClient, cycle: string, district: string) {
    this.base = `/v1/cycles/${cycle}/districts/${district}`;
    this.#client = client;
    this.#portal = portalOf(district);
  }

  announce(bytes: Uint8Array, more: object = {}): Promise<ApiAnswer<Announced>> {
    return this.#client.send(this.#portal, 'POST', `${this.base}/evidence`, announcementOf(bytes, more));
  }

  show(id: string): Promise<ShownFile> {
    return this.#client.expect(this.#portal, 'GET', `${this.base}/evidence/${id}`);
  }

  claim(component: string, value: string, evidence: readonly string[]) {
    const path = `${this.base}/components/${component}/claim`;
    return this.#client.send<{ revision: number; type: string; errors: { pointer: string }[] }>(
      this.#portal,
      'PUT',
      path,
      { value, evidence },
    );
  }

  /** The file once it has been examined. */
  async examined(id: string): Promise<ShownFile> {
    return until(`the file ${id} has been examined`, async () => {
      const file = await this.show(id);
      return file.state !== 'awaiting-upload' && file.state !== 'pending' && file;
    });
  }

  /** Announces and uploads, and waits until the file has been examined. */
  async handIn(bytes: Uint8Array, more: object = {}): Promise<ShownFile> {
    const { body } = await this.announce(bytes, more);
    const { status, code } = await putBytes(body.upload, bytes);
    if (status !== 200) throw new Error(`the upload was answered ${status} ${code}`);
    return this.examined(body.id);
  }
}

/** Sends bytes to a ticket's address with these headers; the length is the bytes' own, as every sender has it. */
export async function putBytes(
  { url, headers }: Pick<Announced['upload'], 'url' | 'headers'>,
  bytes: Uint8Array,
): Promise<PutAnswer> {
  const response = await fetch(url, { method: 'PUT', headers, body: Buffer.from(bytes) });
  return { status: response.status, code: /<Code>(.*?)<\/Code>/.exec(await response.text())?.[1] };
}
