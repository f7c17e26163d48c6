import type { Context } from 'aws-lambda';
import { expect, it, vi } from 'vitest';
import { log } from '../../functions/telemetry/log.ts';
import { deployed } from '../../functions/wiring/deployed.ts';

// Read when the logger is made, at its first line: its lines go to the console that a test can listen to.
vi.hoisted(() => {
  process.env.POWERTOOLS_DEV = 'true';
  process.env.POWERTOOLS_LOG_LEVEL = 'INFO';
  process.env.AWS_LAMBDA_INITIALIZATION_TYPE = 'on-demand';
});

const context = { functionName: 'sweep', awsRequestId: 'invocation-7', memoryLimitInMB: '128' } as Context;

it('says in every line of its log in which invocation it was written, and takes none but the first for a cold start', async () => {
  const lines: string[] = [];
  vi.spyOn(console, 'warn').mockImplementation((line: string) => void lines.push(line));
  const handler = deployed(async (event: { readonly count: number }) => {
    for (let line = 0; line < event.count; line++) log.warn('something happened', { count: event.count });
    return event.count;
  });
  expect(await handler({ count: 0 }, context)).toBe(0);
  expect(await handler({ count: 2 }, { ...context, awsRequestId: 'invocation-8' })).toBe(2);
  const line = { message: 'something happened', count: 2, function_name: 'sweep', cold_start: false };
  const expected = { ...line, function_request_id: 'invocation-8' };
  expect(lines.map((line) => JSON.parse(line))).toMatchObject([expected, expected]);
});

it('gives a fault on to Lambda, which delivers again', async () => {
  const handler = deployed(() => Promise.reject(new Error('broken')));
  await expect(handler({}, context)).rejects.toThrow('broken');
});
