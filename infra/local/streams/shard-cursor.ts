import {
  type _Record,
  type DynamoDBStreamsClient,
  ExpiredIteratorException,
  GetRecordsCommand,
  GetShardIteratorCommand,
  ResourceNotFoundException,
  TrimmedDataAccessException,
} from '@aws-sdk/client-dynamodb-streams';

/** A shard of a stream. */
export interface ShardAddress {
  readonly client: DynamoDBStreamsClient;
  readonly streamArn: string;
  readonly shardId: string;
}

/** Reads the records of one shard in order, from behind a position or, where that is gone, from the oldest there is. */
export class ShardCursor {
  readonly #shard: ShardAddress;
  #after: string | null;
  #iterator: string | undefined;
  #isAtEnd = false;

  constructor(shard: ShardAddress, after: string | null) {
    this.#shard = shard;
    this.#after = after;
  }

  /** The last record that was read. */
  get after(): string | null {
    return this.#after;
  }

  /** Whether the shard is closed, or gone, and nothing is left to read. */
  get isAtEnd(): boolean {
    return this.#isAtEnd;
  }

  /** The next records; none if there are none at present. After a fault the same records can be asked for again. */
  async read(abortSignal: AbortSignal): Promise<readonly _Record[]> {
    try {
      return await this.#readOnce(abortSignal);
    } catch (fault) {
      this.#iterator = undefined;
      this.#recover(fault);
      return this.#isAtEnd ? [] : await this.#readOnce(abortSignal);
    }
  }

  async #readOnce(abortSignal: AbortSignal): Promise<readonly _Record[]> {
    this.#iterator ??= await this.#openIterator(abortSignal);
    const request = new GetRecordsCommand({ ShardIterator: this.#iterator });
    const reply = await this.#shard.client.send(request, { abortSignal });
    this.#iterator = reply.NextShardIterator;
    this.#isAtEnd = reply.NextShardIterator === undefined;
    this.#after = reply.Records?.at(-1)?.dynamodb?.SequenceNumber ?? this.#after;
    return reply.Records ?? [];
  }

  #recover(fault: unknown): void {
    if (fault instanceof ExpiredIteratorException) return;
    if (fault instanceof ResourceNotFoundException) this.#isAtEnd = true;
    else if (fault instanceof TrimmedDataAccessException) this.#after = null;
    else throw fault;
  }

  async #openIterator(abortSignal: AbortSignal): Promise<string | undefined> {
    const { client, streamArn, shardId } = this.#shard;
    const shard = { StreamArn: streamArn, ShardId: shardId };
    if (this.#after !== null) {
      const behind = { ...shard, ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', SequenceNumber: this.#after } as const;
      try {
        return (await client.send(new GetShardIteratorCommand(behind), { abortSignal })).ShardIterator;
      } catch (fault) {
        if (!isPositionGone(fault)) throw fault;
        this.#after = null;
      }
    }
    const oldest = { ...shard, ShardIteratorType: 'TRIM_HORIZON' } as const;
    return (await client.send(new GetShardIteratorCommand(oldest), { abortSignal })).ShardIterator;
  }
}

/** DynamoDB Local answers a position that it never gave out with an internal failure. */
function isPositionGone(fault: unknown): boolean {
  const name = fault instanceof Error ? fault.name : '';
  return fault instanceof TrimmedDataAccessException || name === 'InternalFailure' || name === 'ValidationException';
}
