import { createHash } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { LocalCaller, LocalClient } from '../local-client.ts';
import { samplePdf, samplePng } from './sample-files.ts';

interface SampleFile {
  readonly fileName: string;
  readonly contentType: string;
  readonly bytes: Uint8Array;
}

interface Ticket {
  readonly id: string;
  readonly upload?: { readonly url: string; readonly headers: Record<string, string> };
}

/** Uploads a district's sample files the way a portal does, and gives their ids once they are stored. */
export async function uploadSamples(client: LocalClient, portal: LocalCaller, base: string): Promise<string[]> {
  const files = [
    { fileName: `演示材料-${portal.district}.pdf`, contentType: 'application/pdf', bytes: samplePdf(portal.district!) },
    { fileName: `演示照片-${portal.district}.png`, contentType: 'image/png', bytes: samplePng(portal.district!) },
  ];
  return Promise.all(files.map((file) => upload(client, portal, base, file)));
}

async function upload(client: LocalClient, portal: LocalCaller, base: string, file: SampleFile): Promise<string> {
  const { bytes, ...facts } = file;
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const ticket = await client.expect<Ticket>(portal, 'POST', `${base}/evidence`, {
    ...facts,
    sizeBytes: bytes.length,
    sha256,
    kind: 'supporting-material',
    note: '为演示生成的样例文件，不是真实材料。Generated sample for the demonstration, not real evidence.',
  });
  if (ticket.upload) {
    const { url, headers } = ticket.upload;
    const answer = await fetch(url, { method: 'PUT', headers, body: new Uint8Array(bytes) });
    if (!answer.ok) throw new Error(`the upload of a sample was answered ${answer.status}`);
  }
  return stored(client, portal, `${base}/evidence/${ticket.id}`, ticket.id);
}

async function stored(client: LocalClient, portal: LocalCaller, path: string, id: string): Promise<string> {
  for (let tries = 0; tries < 300; tries++) {
    const { state } = await client.expect<{ state: string }>(portal, 'GET', path);
    if (state === 'stored') return id;
    if (state !== 'awaiting-upload' && state !== 'pending') throw new Error(`a sample file is ${state}`);
    await wait(100);
  }
  throw new Error('a sample file was not registered within 30 seconds');
}
