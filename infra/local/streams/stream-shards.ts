import {
  DescribeStreamCommand,
  type DynamoDBStreamsClient,
  ListStreamsCommand,
  type Shard,
} from '@aws-sdk/client-dynamodb-streams';

/** The newest stream of the table. */
export async function findStreamArn(client: DynamoDBStreamsClient, tableName: string): Promise<string> {
  const { Streams = [] } = await client.send(new ListStreamsCommand({ TableName: tableName }));
  const newestFirst = Streams.toSorted((a, b) => ((a.StreamLabel ?? '') < (b.StreamLabel ?? '') ? 1 : -1));
  const streamArn = newestFirst[0]?.StreamArn;
  if (streamArn === undefined) throw new Error(`the table ${tableName} has no stream`);
  return streamArn;
}

/** All shards that the stream still has, closed ones included. */
export async function listShards(client: DynamoDBStreamsClient, streamArn: string): Promise<readonly Shard[]> {
  const shards: Shard[] = [];
  let lastShardId: string | undefined;
  do {
    const request = new DescribeStreamCommand({ StreamArn: streamArn, ExclusiveStartShardId: lastShardId });
    const { StreamDescription } = await client.send(request);
    shards.push(...(StreamDescription?.Shards ?? []));
    lastShardId = StreamDescription?.LastEvaluatedShardId;
  } while (lastShardId !== undefined);
  return shards;
}

/**
 * The shards that may be read now, given which are read to their end: a parent comes before its children, so that the
 * changes of one item stay in order.
 */
export function readableShards(shards: readonly Shard[], isFinished: (shardId: string) => boolean): readonly string[] {
  const present = new Set(shards.map(({ ShardId }) => ShardId));
  return shards
    .filter(({ ParentShardId: parent }) => parent === undefined || !present.has(parent) || isFinished(parent))
    .map(({ ShardId }) => ShardId ?? '')
    .filter((shardId) => !isFinished(shardId));
}
