import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import middy from '@middy/core';
import * as z from 'zod';

const shape = z.object({ id: z.string() });
let client: DynamoDBClient | undefined;

/** The least that a function of this kind loads: what the cold loads of ours are compared with. */
export const handler = middy(async (event: unknown) => {
  client ??= new DynamoDBClient({});
  return { ...shape.parse(event), region: await client.config.region() };
});
