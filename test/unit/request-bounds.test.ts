import {
  DescribeLimitsCommand,
  DynamoDBClient,
  type DynamoDBClientConfig,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import { ListBucketsCommand, S3Client } from '@aws-sdk/client-s3';
import { describe, expect, it } from 'vitest';
import { functions } from '../../functions/deployment.ts';
import type { FunctionEntry } from '../../functions/triggers/trigger.ts';
import { longTransfers, shortRequests } from '../../functions/wiring/request-bounds.ts';
import { localAccess } from '../support/dynamodb.ts';
import { sourceFiles } from '../support/source-files.ts';

type HttpHandler = NonNullable<DynamoDBClientConfig['requestHandler']>;

const boundsOf = ({ config }: DynamoDBClient | S3Client) =>
  (config.requestHandler as unknown as { httpHandlerConfigs(): object }).httpHandlerConfigs();

describe('the bounds of requests', () => {
  it('are those of every client that is made', () => {
    const made = sourceFiles()
      .filter(({ path }) => /^(functions|lib|infra)\//.test(path))
      // Whoever runs the preflight sees it wait.
      .filter(({ path }) => !path.startsWith('infra/preflight'))
      .flatMap(({ path, lines }) => {
        const found = lines.join('\n').matchAll(/new (?:\w+)Client\(([^)]*)\)/g);
        return [...found].map(([text]) => `${path}: ${text}`);
      });
    expect(made.length).toBeGreaterThan(5);
    expect(made.filter((text) => !/\.\.\.(shortRequests|longTransfers|access)\b/.test(text))).toEqual([]);
  });

  it('reach the handler that sends: a request that hangs is an error, a transfer that moves is none', async () => {
    const table = new DynamoDBClient({ ...localAccess, ...shortRequests });
    const files = new S3Client({ ...localAccess, ...longTransfers });
    // A handler settles its settings when it is first used.
    await table.send(new DescribeLimitsCommand(), { abortSignal: AbortSignal.abort() }).catch(() => undefined);
    await files.send(new ListBucketsCommand(), { abortSignal: AbortSignal.abort() }).catch(() => undefined);
    expect([await table.config.maxAttempts(), await files.config.maxAttempts()]).toEqual([2, 3]);
    expect(boundsOf(table)).toMatchObject(shortRequests.requestHandler);
    expect(boundsOf(files)).toMatchObject(longTransfers.requestHandler);
  });

  it('come with a logger for which no request is prepared that no line tells of', async () => {
    const looksAtItem = async (settings: DynamoDBClientConfig) => {
      let looks = 0;
      const Item = {
        get pk() {
          looks++;
          return { S: 'a' };
        },
      };
      const requestHandler = { handle: () => Promise.reject(new Error('not reached')) } as unknown as HttpHandler;
      const client = new DynamoDBClient({ ...localAccess, ...settings, maxAttempts: 1, requestHandler });
      await expect(client.send(new PutItemCommand({ TableName: 'any', Item }))).rejects.toThrow('not reached');
      return looks;
    };
    expect(await looksAtItem(shortRequests)).toBeLessThan(await looksAtItem({}));
  });

  it('let two tries time out well before a function that answers over HTTP has to end', () => {
    const { maxAttempts, requestHandler } = shortRequests;
    const seconds = (maxAttempts * requestHandler.requestTimeout) / 1000;
    for (const { entry, table, timeoutSeconds } of Object.values(functions))
      if (table !== 'none') expect([entry, seconds + 10 < timeoutSeconds]).toEqual([entry, true]);
  });

  it('let all tries of a silent transfer end before a function that reads or writes files over HTTP has to', () => {
    const { maxAttempts, requestHandler } = longTransfers;
    const seconds = (maxAttempts * requestHandler.socketTimeout) / 1000;
    const transferring = Object.values<FunctionEntry>(functions).filter(
      ({ evidenceFiles, results }) => results || (evidenceFiles && evidenceFiles !== 'sign'),
    );
    expect(transferring.length).toBeGreaterThan(4);
    for (const { entry, timeoutSeconds } of transferring)
      expect([entry, seconds + 3 < timeoutSeconds]).toEqual([entry, true]);
  });
});
