import { createHash } from 'node:crypto';
import type {
  Disposition,
  EvidenceFiles,
  ObjectContent,
  StoredObject,
  UploadTicket,
} from '../../../lib/domain/evidence-ports.ts';
import type { Clock } from '../../../lib/domain/ports.ts';
import { MemoryContent } from '../../../lib/inspection/content-windows.ts';
import type { Table } from '../../../lib/stores/table.ts';
import type { MemoryTable } from './memory-table.ts';

type Announced = Parameters<EvidenceFiles['presignUpload']>[0];

interface StoredVersion {
  readonly bytes: Uint8Array;
  readonly uploadedAt: string;
}

const pk = 'LOCKED';

/** A versioned bucket in memory. `upload` does what a portal does with a ticket. Locks are kept in the table, for its weather. */
export class MemoryEvidenceFiles implements EvidenceFiles {
  readonly #clock: Clock;
  readonly #memory: MemoryTable;
  readonly #table: Table;
  readonly #versions: Map<string, StoredVersion>;
  /** Versions that were left to the clean-up, as often as they were. */
  readonly discarded: string[] = [];
  /** Tickets that were given, by object key. */
  readonly tickets = new Map<string, Announced>();

  /** `stored`: what is there already, where the table is a copy of another. */
  constructor(clock: Clock, memory: MemoryTable, table: Table = memory, stored?: MemoryEvidenceFiles) {
    this.#clock = clock;
    this.#memory = memory;
    this.#table = table;
    this.#versions = new Map(stored ? stored.#versions : []);
  }

  /** Without the weather: until when a version is kept, by object key and version. */
  get kept(): Map<string, string> {
    const locks = [...this.#memory.items.values()].filter((item) => item.pk === pk);
    return new Map(locks.map(({ sk, until }) => [String(sk), String(until)]));
  }

  async presignUpload(announced: Announced, until: number): Promise<UploadTicket> {
    const { objectKey, contentType } = announced;
    this.tickets.set(objectKey, announced);
    const headers = { 'content-type': contentType, 'if-none-match': '*' };
    const expiresAt = new Date(Math.min(this.#clock.now() + 300_000, until)).toISOString();
    return { method: 'PUT', url: `memory://evidence/${objectKey}`, headers, expiresAt };
  }

  async presignDownload(
    { objectKey, versionId }: Parameters<EvidenceFiles['presignDownload']>[0],
    disposition: Disposition = 'attachment',
  ) {
    const url = `memory://evidence/${nameOf(objectKey, versionId!)}&${disposition}`;
    return { url, expiresAt: this.#inFiveMinutes() };
  }

  async describe(objectKey: string, versionId: string | null): Promise<StoredObject | null> {
    const stored = this.#stored(objectKey, versionId);
    if (!stored) return null;
    const { bytes, uploadedAt } = stored;
    const contentType = this.tickets.get(objectKey)?.contentType ?? 'application/octet-stream';
    return {
      contentType,
      sizeBytes: bytes.length,
      sha256: createHash('sha256').update(bytes).digest('hex'),
      uploadedAt,
    };
  }

  async open(objectKey: string, versionId: string | null): Promise<ObjectContent> {
    return new MemoryContent(this.#stored(objectKey, versionId)!.bytes);
  }

  async protect(objectKey: string, versionId: string, until: string): Promise<void> {
    const name = nameOf(objectKey, versionId);
    if (!this.#versions.has(name)) throw new Error('NoSuchVersion');
    const key = { pk, sk: name };
    // The store itself never shortens a lock, so there is no moment between this look and the write.
    const locked = String(this.#memory.peek(key)?.until ?? '');
    await this.#table.put({ ...key, until: until > locked ? until : locked });
  }

  async discard(objectKey: string, versionId: string): Promise<void> {
    this.discarded.push(nameOf(objectKey, versionId));
  }

  /** Stores bytes under a key, whatever was announced. Gives the version. */
  upload(objectKey: string, bytes: Uint8Array): string {
    const versionId = `v${this.#versions.size + 1}`;
    const uploadedAt = new Date(this.#clock.now()).toISOString();
    this.#versions.set(nameOf(objectKey, versionId), { bytes, uploadedAt });
    return versionId;
  }

  #stored(objectKey: string, versionId: string | null): StoredVersion | undefined {
    if (versionId !== null) return this.#versions.get(nameOf(objectKey, versionId));
    return [...this.#versions].findLast(([name]) => name.startsWith(`${objectKey}?`))?.[1];
  }

  #inFiveMinutes(): string {
    return new Date(this.#clock.now() + 300_000).toISOString();
  }
}

function nameOf(objectKey: string, versionId: string): string {
  return `${objectKey}?${versionId}`;
}
