import { createHash } from 'node:crypto';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { type LocalCaller, LocalClient } from '../local-client.ts';
import type { Report } from '../progress.ts';
import { StartFault } from '../start-fault.ts';
import { demoClaims, demoDistricts, demoTargets, demoVerifications } from './demo-data.ts';
import { samplePdf, samplePng } from './sample-files.ts';

/** The demo's cycle: real published figures as claims, made-up targets. */
export const demoCycle = 'demo';

const assessor = { role: 'assessor', subject: 'demo-assessor' } as const;
const admin = { role: 'admin', subject: 'demo-admin' } as const;

/** Builds the demo cycle through the API at the first start; an interrupted build goes on where it stopped. */
export async function loadDemo(url: string, dataDirectory: string, report: Report): Promise<void> {
  const marker = join(dataDirectory, 'demo-built');
  const client = new LocalClient(url);
  const isOpen = (await client.send(admin, 'GET', `/v1/cycles/${demoCycle}`)).status === 200;
  // The marker alone proves nothing: the database may be another one than at the last start.
  if (isOpen && existsSync(marker)) return;
  if (!isOpen) await openDemoCycle(client);
  let filled = 0;
  const showFilled = () => report(building, `${filled}/${demoDistricts.length}`);
  showFilled();
  const books = demoDistricts.map(async ({ id }) => {
    const book = await fillBook(client, id);
    filled += 1;
    showFilled();
    return book;
  });
  await awaitRanking(client, await Promise.all(books));
  writeFileSync(marker, '');
}

const building = { zh: '正在建立演示数据', en: 'building the demo' };

async function openDemoCycle(client: LocalClient): Promise<void> {
  const year = new Date().getFullYear() + 1;
  await client.expect(admin, 'POST', '/v1/cycles', {
    id: demoCycle,
    scheme: 'east-west-70',
    year,
    timeZone: 'Asia/Shanghai',
    districts: demoDistricts,
    submissionsCloseAt: `${year + 1}-01-01T00:00:00+08:00`,
    finalizeAt: `${year + 1}-02-01T00:00:00+08:00`,
  });
}

/** Components that the method has checked on the spot; the demo's visit never took place. */
const onSiteComponents = new Set(['19', '20.1', '20.2', '20.3', '21.1', '21.2', '21.3']);
const demoVisit = { visitedOn: '2026-11-02', participants: ['演示考核员 (demo assessor)'] };

interface Book {
  readonly revision: number;
  readonly components: readonly {
    component: string;
    claim: { revision: number } | null;
    verification: object | null;
  }[];
}

/** Targets, then claims, then the assessor's verifications. What is there already changes nothing. */
async function fillBook(client: LocalClient, district: string): Promise<{ district: string; revision: number }> {
  const base = `/v1/cycles/${demoCycle}/districts/${district}`;
  await client.expect(assessor, 'PUT', `${base}/targets`, { targets: demoTargets.targets[district] });
  const portal = { role: 'district', district, subject: `demo-portal-${district}` } as const;
  const evidence = await uploadSamples(client, portal, base);
  const claims = demoClaims
    .filter((claim) => claim.district === district)
    .map(({ component, value, note }) => ({ component, value, note, evidence }));
  if (claims.length > 0) await client.expect(portal, 'POST', `${base}/claims`, { claims });
  const book = await client.expect<Book>(assessor, 'GET', `${base}/book`);
  for (const { component, decision, reason } of demoVerifications.filter((item) => item.district === district)) {
    const claimRevision = book.components.find((item) => item.component === component)?.claim?.revision;
    await client.expect(assessor, 'POST', `${base}/components/${component}/assessments`, {
      decision,
      claimRevision,
      reason,
      ...(onSiteComponents.has(component) && { onSite: demoVisit }),
    });
  }
  const { revision } = await client.expect<Book>(assessor, 'GET', `${base}/book`);
  return { district, revision };
}

async function awaitRanking(
  client: LocalClient,
  written: readonly { district: string; revision: number }[],
): Promise<void> {
  const min = written.map(({ district, revision }) => `${district}@${revision}`).join(',');
  for (let tries = 0; tries < 300; tries++) {
    if ((await client.send(admin, 'GET', `/v1/cycles/${demoCycle}/ranking?min=${min}`)).status === 200) return;
    await wait(100);
  }
  throw new StartFault({
    zh: '排名在 30 秒内没有计入演示申报：请重新运行 npm start，它会接着做完',
    en: 'the ranking has not applied the demo’s claims within 30 seconds: run npm start again, it goes on from there',
  });
}

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
async function uploadSamples(client: LocalClient, portal: LocalCaller, base: string): Promise<string[]> {
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
