import type { Context } from 'aws-lambda';
import { describe, expect, it, vi } from 'vitest';
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
    for (let line = 0; line < event.count; line++) await log.warn('something happened', { count: event.count });
    return event.count;
  });
  expect(await handler({ count: 0 }, context)).toBe(0);
  expect(await handler({ count: 2 }, { ...context, awsRequestId: 'invocation-8' })).toBe(2);
  const line = { message: 'something happened', count: 2, function_name: 'sweep', cold_start: false };
  const expected = { ...line, function_request_id: 'invocation-8' };
  expect(lines.map((line) => JSON.parse(line))).toMatchObject([expected, expected]);
});

describe('every line', () => {
  const record = { awsRegion: 'x', dynamodb: {} };
  const stream = {
    Records: [
      { eventID: 'record-1', ...record },
      { eventID: 'record-2', ...record },
    ],
  };
  const queue = { Records: [{ messageId: 'message-1', body: '{}' }] };
  const upload = { Records: [{ responseElements: { 'x-amz-request-id': 'put-1' }, s3: {} }] };
  it.each<[string, object, object]>([
    ['the gateway’s request', { requestContext: { requestId: 'request-1' }, headers: {} }, { requestId: 'request-1' }],
    ['the first record of a batch of the stream', stream, { wokenBy: 'record-1' }],
    ['the message of a queue', queue, { wokenBy: 'message-1' }],
    ['the upload', upload, { wokenBy: 'put-1' }],
    ['the event of a rhythm or of the bus', { id: 'event-1', detail: {} }, { wokenBy: 'event-1' }],
    ['nothing, of an order that an operator gives by hand', { republish: {} }, {}],
  ])('names %s, however deep in the code it is written', async (_, event, ids) => {
    const lines: string[] = [];
    for (const level of ['warn', 'error', 'info'] as const)
      vi.spyOn(console, level).mockImplementation((line: string) => void lines.push(line));
    const handler = deployed(async () => {
      await log.info('it went well');
      await log.warn('something happened', { cycle: '2019' });
      await log.fault('something failed', new Error('x'));
    });
    await handler(event, context);
    const shown = lines.map((line) => JSON.parse(line));
    expect(shown.map(({ message }) => message)).toEqual(['it went well', 'something happened', 'something failed']);
    for (const { requestId, wokenBy, function_request_id } of shown)
      expect({ requestId, wokenBy, function_request_id }).toEqual({ ...ids, function_request_id: 'invocation-7' });
    expect(shown[1].cycle).toBe('2019');
  });
});

it('gives a fault on to Lambda, which delivers again', async () => {
  const handler = deployed(() => Promise.reject(new Error('broken')));
  await expect(handler({}, context)).rejects.toThrow('broken');
});
