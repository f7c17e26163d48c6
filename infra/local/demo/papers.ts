import { createHash } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { LocalCaller, LocalClient } from '../local-client.ts';
import type { DemoCategory } from './demo-scheme.ts';
import { samplePdf, samplePng } from './sample-files.ts';

/** A sample file that a district hands in. */
export interface Paper {
  readonly kind: string;
  readonly components: readonly string[];
  readonly fileName: string;
  readonly contentType: string;
  readonly bytes: Uint8Array;
}

/** Kinds of the scheme that nobody in the demo has: so there is something that is still asked for. */
const lacking = new Set(['appointment-paper', 'roster']);
/** What looks like a scan or a photograph; all else is a PDF. */
const pictures = new Set(['organization press-report', 'prosperity supporting-material']);
/** Papers of two pages. */
const long = new Set(['minutes', 'training-handbook']);

/**
 * One paper for nearly every kind that the scheme names in a category. Those of two districts with the same `signedBy` have the
 * same bytes.
 */
export function papersOf({ id, name, components }: DemoCategory, district: string, signedBy = district): Paper[] {
  const kinds = new Map(components.flatMap(({ evidence }) => evidence.map((kind) => [kind.id, kind.name.zh])));
  return [...kinds]
    .filter(([kind]) => !lacking.has(kind))
    .map(([kind, kindName]) => {
      const of = components.filter(({ evidence }) => evidence.some((each) => each.id === kind)).map((each) => each.id);
      const file = pictures.has(`${id} ${kind}`)
        ? { extension: 'png', contentType: 'image/png', bytes: samplePng([signedBy, id]) }
        : {
            extension: 'pdf',
            contentType: 'application/pdf',
            bytes: samplePdf([`District: ${signedBy}`, `Category: ${id}`, `Kind: ${kind}`], long.has(kind) ? 2 : 1),
          };
      const { extension, ...facts } = file;
      return { kind, components: of, fileName: `演示-${name.zh}-${kindName}-${district}.${extension}`, ...facts };
    });
}

interface Ticket {
  readonly id: string;
  readonly revision: number;
  readonly upload?: { readonly url: string; readonly headers: Record<string, string> };
}

/** Uploads a paper the way a portal does, and gives its id once it is stored. */
export async function uploadPaper(
  client: LocalClient,
  portal: LocalCaller,
  base: string,
  { bytes, ...facts }: Paper,
): Promise<string> {
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const ticket = await client.expect<Ticket>(portal, 'POST', `${base}/evidence`, {
    ...facts,
    sizeBytes: bytes.length,
    sha256,
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
  for (let tries = 0; tries < 600; tries++) {
    await wait(50);
    const { state } = await client.expect<{ state: string }>(portal, 'GET', path);
    if (state === 'stored') return id;
    if (state !== 'awaiting-upload' && state !== 'pending') throw new Error(`a sample file is ${state}`);
  }
  throw new Error('a sample file was not registered within 30 seconds');
}
