import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { request } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { S3Event } from 'aws-lambda';
import type { AllDependencies } from '../../functions/protocols/dependencies.ts';
import { registerEvidence } from '../../functions/register-evidence/register-evidence.ts';
import { S3EvidenceFiles } from '../../lib/adapters/s3/evidence-files.ts';
import { apiClient } from '../support/api-client.ts';
import { bucket, startFixture } from '../support/local-s3.ts';
import { type MemoryDependencies, memoryDependencies } from '../support/memory/dependencies.ts';
import { firstBoard, sampleCycle, sampleNow } from '../support/sample-cycle.ts';

/** What was measured of one upload and its registration, client, stand-in and function in one process. */
export interface UploadMeasurement {
  readonly sizeBytes: number;
  readonly uploadSeconds: number;
  readonly registrationSeconds: number;
  /** The most resident memory over what there was before the upload, with everything loaded and used once. */
  readonly peakGrowthBytes: number;
  /** What the ticket cost of the table. */
  readonly ticketReads: number;
  readonly ticketTransactions: number;
}

const line = Buffer.from('序号,区县,项目,人数\n'.repeat(2000));

/** Uploads generated CSV, whose every byte is hashed, scanned and decoded, and registers it. Throws if it is not stored. */
export async function benchUpload(sizeBytes = 50 * 1024 * 1024): Promise<UploadMeasurement> {
  const arrivals: S3Event[] = [];
  const s3 = await startFixture({
    buckets: [{ name: bucket, requireIfNoneMatchPrefix: 'evidence/' }],
    onObjectCreated: async (event) => void arrivals.push(event),
  });
  try {
    const memory = memoryDependencies({ clock: { now: () => sampleNow } });
    const needs = { ...memory, files: new S3EvidenceFiles(s3.client, bucket) };
    const cycle = sampleCycle('2019');
    // Arrivals have the machine's time, and the cycle must still be open then.
    await needs.cycles.create({ ...cycle, submissionsCloseAt: '2999-01-01T00:00:00Z' }, firstBoard(cycle), null);
    await handIn(needs, arrivals, 1024 * 1024);
    globalThis.gc?.();
    const before = process.memoryUsage.rss();
    let peak = before;
    const watch = setInterval(() => {
      peak = Math.max(peak, process.memoryUsage.rss());
    }, 2);
    const times = await handIn(needs, arrivals, sizeBytes).finally(() => clearInterval(watch));
    return { sizeBytes, ...times, peakGrowthBytes: Math.max(peak, process.memoryUsage.rss()) - before };
  } finally {
    await s3.dispose();
  }
}

type Needs = AllDependencies & Pick<MemoryDependencies, 'table'>;

async function handIn(needs: Needs, arrivals: S3Event[], sizeBytes: number) {
  const hash = createHash('sha256');
  for (const piece of generated(sizeBytes)) hash.update(piece);
  const facts = {
    fileName: '名册.csv',
    contentType: 'text/csv',
    sizeBytes,
    sha256: hash.digest('hex'),
    kind: 'roster',
  };
  const counted = countRequests(needs.table);
  const path = 'POST /v1/cycles/2019/districts/d-001/evidence';
  const ticket = await apiClient(needs)(path, { caller: { role: 'district', district: 'd-001' }, body: facts });
  const cost = counted();
  const from = performance.now();
  await put(ticket.body.upload, generated(sizeBytes));
  const uploaded = performance.now();
  await registerEvidence(needs, await nextOf(arrivals));
  const { state } = (await needs.books.evidenceOf('2019', 'd-001', ticket.body.id))!;
  if (state !== 'stored') throw new Error(`the file is ${state}`);
  const registrationSeconds = (performance.now() - uploaded) / 1000;
  return { ...cost, uploadSeconds: (uploaded - from) / 1000, registrationSeconds };
}

/** Counts requests of the table from now on; called, it gives the counts and counts no more. */
function countRequests(table: MemoryDependencies['table']) {
  const names = ['get', 'getMany', 'getTogether', 'query'] as const;
  const own = Object.fromEntries(names.map((name) => [name, table[name]]));
  let ticketReads = 0;
  const counting = names.map((name) => {
    const read = table[name].bind(table) as (...values: never[]) => unknown;
    const counted = (...values: never[]) => {
      ticketReads += 1;
      return read(...values);
    };
    return [name, counted];
  });
  Object.assign(table, Object.fromEntries(counting));
  const commits = table.commits;
  return () => {
    Object.assign(table, own);
    return { ticketReads, ticketTransactions: table.commits - commits };
  };
}

function* generated(sizeBytes: number): Generator<Uint8Array> {
  let left = sizeBytes;
  for (; left > line.length; left -= line.length) yield line;
  yield Buffer.alloc(left, 'a');
}

async function put({ url, headers }: { url: string; headers: Record<string, string> }, body: Iterable<Uint8Array>) {
  const sending = request(url, { method: 'PUT', headers, agent: false });
  const answered = once(sending, 'response');
  await pipeline(Readable.from(body), sending);
  const [response] = await answered;
  response.resume();
  if (response.statusCode !== 200) throw new Error(`the upload was answered ${response.statusCode}`);
}

/** The stand-in tells of an upload after it has answered it. */
async function nextOf(arrivals: S3Event[]): Promise<S3Event> {
  for (;;) {
    const event = arrivals.shift();
    if (event) return event;
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}
