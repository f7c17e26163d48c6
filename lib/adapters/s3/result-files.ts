import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import type { ResultFile, ResultFiles } from '../../domain/finalization/result-ports.ts';
import { contentDisposition } from './content-disposition.ts';
import { keepOnce } from './keep-once.ts';

const linkSeconds = 300;
const filesAtOnce = 10;

/** Sealed results in a bucket with Object Lock: written once, and undeletable until the retention ends. */
export class S3ResultFiles implements ResultFiles {
  readonly #client: S3Client;
  readonly #bucket: string;
  readonly #retentionYears: number;

  constructor(client: S3Client, bucket: string, retentionYears: number) {
    this.#client = client;
    this.#bucket = bucket;
    this.#retentionYears = retentionYears;
  }

  async keep(prefix: string, files: readonly ResultFile[]): Promise<void> {
    for (let at = 0; at < files.length; at += filesAtOnce)
      await Promise.all(files.slice(at, at + filesAtOnce).map((file) => this.#keepOne(`${prefix}/${file.name}`, file)));
  }

  /** Whoever wrote it before: the bytes are the same, since both come from the committed record. */
  #keepOne(key: string, { bytes, contentType }: ResultFile): Promise<void> {
    const file = { Bucket: this.#bucket, Key: key, Body: bytes, ContentType: contentType };
    return keepOnce(this.#client, file, this.#retentionYears);
  }

  async links(prefix: string, files: readonly { readonly name: string; readonly saveAs: string }[]) {
    const expiresAt = new Date(Date.now() + linkSeconds * 1000).toISOString();
    return Promise.all(
      files.map(async ({ name, saveAs }) => {
        const command = new GetObjectCommand({
          Bucket: this.#bucket,
          Key: `${prefix}/${name}`,
          ResponseContentDisposition: contentDisposition(saveAs),
        });
        return { name, url: await getSignedUrl(this.#client, command, { expiresIn: linkSeconds }), expiresAt };
      }),
    );
  }
}
