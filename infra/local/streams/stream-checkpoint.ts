import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import * as z from 'zod';

const positionSchema = z.strictObject({
  /** The last record that is done with; `null` before the first. */
  after: z.string().min(1).nullable(),
  /** The shard is closed and read to its end. */
  isFinished: z.boolean(),
});
const fileSchema = z.record(z.string(), z.record(z.string(), positionSchema));

/** How far a subscriber has come in a shard. */
export type ShardPosition = Readonly<z.infer<typeof positionSchema>>;

/**
 * How far every subscriber has come in every shard, kept in a file so that a new run goes on where the last one ended,
 * however it ended. A file that is missing or unreadable means: from the oldest record there is.
 */
export class StreamCheckpoint {
  readonly #file: string;
  readonly #positions: Map<string, Map<string, ShardPosition>>;

  constructor(file: string) {
    this.#file = file;
    this.#positions = readPositions(file);
  }

  positionOf(subscriber: string, shardId: string): ShardPosition | undefined {
    return this.#positions.get(subscriber)?.get(shardId);
  }

  save(subscriber: string, shardId: string, position: ShardPosition): void {
    const shards = this.#positions.get(subscriber) ?? new Map<string, ShardPosition>();
    this.#positions.set(subscriber, shards.set(shardId, position));
    this.#write();
  }

  /** Forgets the shards that the stream no longer has. */
  keepOnly(subscriber: string, shardIds: readonly string[]): void {
    const shards = this.#positions.get(subscriber) ?? new Map<string, ShardPosition>();
    const gone = [...shards.keys()].filter((shardId) => !shardIds.includes(shardId));
    for (const shardId of gone) shards.delete(shardId);
    if (gone.length > 0) this.#write();
  }

  /** By renaming: whoever is killed meanwhile leaves the old file or the new one, never half of one. */
  #write(): void {
    const content = Object.fromEntries(
      [...this.#positions].map(([name, shards]) => [name, Object.fromEntries(shards)]),
    );
    mkdirSync(dirname(this.#file), { recursive: true });
    writeFileSync(`${this.#file}.new`, `${JSON.stringify(content, null, 1)}\n`);
    renameSync(`${this.#file}.new`, this.#file);
  }
}

function readPositions(file: string): Map<string, Map<string, ShardPosition>> {
  try {
    const content = fileSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
    return new Map(Object.entries(content).map(([name, shards]) => [name, new Map(Object.entries(shards))]));
  } catch {
    return new Map();
  }
}
