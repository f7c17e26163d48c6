import type { _Record, AttributeValue as StreamAttributeValue } from '@aws-sdk/client-dynamodb-streams';
import type { AttributeValue, DynamoDBRecord } from 'aws-lambda';

type LambdaItem = Record<string, AttributeValue>;

/** A record read from the stream in the shape a function receives it: instants in epoch seconds, binary values as base64. */
export function toLambdaRecord(record: _Record, streamArn: string): DynamoDBRecord {
  const { Keys, NewImage, OldImage, ApproximateCreationDateTime: writtenAt, ...change } = record.dynamodb ?? {};
  return {
    ...record,
    dynamodb: {
      ...change,
      ...(writtenAt && { ApproximateCreationDateTime: writtenAt.getTime() / 1000 }),
      ...(Keys && { Keys: toLambdaItem(Keys) }),
      ...(NewImage && { NewImage: toLambdaItem(NewImage) }),
      ...(OldImage && { OldImage: toLambdaItem(OldImage) }),
    },
    eventSourceARN: streamArn,
  } as DynamoDBRecord;
}

/** The position of a record in its shard. */
export function sequenceNumberOf(record: DynamoDBRecord): string {
  return record.dynamodb?.SequenceNumber ?? '';
}

function toLambdaItem(item: Record<string, StreamAttributeValue>): LambdaItem {
  return Object.fromEntries(Object.entries(item).map(([name, value]) => [name, toLambdaValue(value)]));
}

function toLambdaValue(value: StreamAttributeValue): AttributeValue {
  if (value.B !== undefined) return { B: toBase64(value.B) };
  if (value.BS !== undefined) return { BS: value.BS.map(toBase64) };
  if (value.L !== undefined) return { L: value.L.map(toLambdaValue) };
  if (value.M !== undefined) return { M: toLambdaItem(value.M) };
  return value as AttributeValue;
}

function toBase64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64');
}
