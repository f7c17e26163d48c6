import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { type Anchor, anchorText, readAnchor } from '../../domain/anchor.ts';
import type { AnchorFiles } from '../../domain/finalization/result-ports.ts';
import { keepOnce } from './keep-once.ts';

/** Anchors beside the sealed results, below `anchors/<cycle>/`: written once, and undeletable until the retention ends. */
export class S3AnchorFiles implements AnchorFiles {
  readonly #client: S3Client;
  readonly #bucket: string;
  readonly #retentionYears: number;

  constructor(client: S3Client, bucket: string, retentionYears: number) {
    this.#client = client;
    this.#bucket = bucket;
    this.#retentionYears = retentionYears;
  }

  async keep(name: string, anchor: Anchor): Promise<void> {
    const file = { Bucket: this.#bucket, Key: keyOf(anchor.cycle, name) };
    const content = { Body: anchorText(anchor), ContentType: 'application/json' };
    await keepOnce(this.#client, { ...file, ...content }, this.#retentionYears);
  }

  async load(cycle: string, name: string): Promise<Anchor | null> {
    try {
      const command = new GetObjectCommand({ Bucket: this.#bucket, Key: keyOf(cycle, name) });
      const { Body } = await this.#client.send(command);
      return readAnchor(await Body!.transformToString(), cycle);
    } catch (error) {
      if (isNeverStored(error)) return null;
      throw error;
    }
  }
}

function keyOf(cycle: string, name: string): string {
  return `anchors/${cycle}/${name}`;
}

/**
 * Whether there never was such a key. A refusal (403) says nothing of the kind, and an anchor that somebody covered with a
 * delete marker is not missing either: the version under it is still there.
 */
function isNeverStored(error: unknown): boolean {
  const { name, $response } = error as Error & { $response?: { headers?: Record<string, string> } };
  return name === 'NoSuchKey' && $response?.headers?.['x-amz-delete-marker'] !== 'true';
}
