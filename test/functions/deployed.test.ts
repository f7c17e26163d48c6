import type { Context } from 'aws-lambda';
import { expect, it, vi } from 'vitest';
import { log } from '../../functions/telemetry/log.ts';
import { deployed } from '../../functions/wiring/deployed.ts';

// Read when the logger is made: its lines go to the console that a test can listen to.
vi.hoisted(() => {
  process.env.POWERTOOLS_DEV = 'true';
  process.env.POWERTOOLS_LOG_LEVEL = 'INFO';
});

const context = { functionName: 'sweep', awsRequestId: 'invocation-7', memoryLimitInMB: '128' } as Context;

it('says in every line of its log in which invocation it was written', async () => {
  const lines: string[] = [];
  vi.spyOn(console, 'warn').mockImplementation((line: string) => void lines.push(line));
  const handler = deployed(async (event: { readonly count: number }) => {
    log.warn('something happened', { count: event.count });
    return event.count;
  });
  expect(await handler({ count: 3 }, context)).toBe(3);
  expect(lines.map((line) => JSON.parse(line))).toMatchObject([
    { message: 'something happened', count: 3, function_name: 'sweep', function_request_id: 'invocation-7' },
  ]);
});

it('gives a fault on to Lambda, which delivers again', async () => {
  const handler = deployed(() => Promise.reject(new Error('broken')));
  await expect(handler({}, context)).rejects.toThrow('broken');
});
