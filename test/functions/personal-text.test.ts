import { beforeAll, describe, expect, it } from 'vitest';
import { routes } from '../../functions/routes.ts';
import { sweep } from '../../functions/sweep/sweep.ts';
import type { TestCaller } from '../support/api-client.ts';
import { plantedIn } from '../support/planted-text.ts';
import {
  admin,
  assessor,
  auditor,
  book,
  portal,
  type SampleService,
  sampleService,
} from '../support/sample-service.ts';
import { announcementOf, hashOf, pdfNumber, Uploads } from '../support/uploads.ts';

const secondAdmin = { role: 'admin', subject: '批准人-13800000006' };

/** What nobody but the district itself, and those who read all books, may ever see of the district `east`. */
const planted = {
  'who submitted': '申报人-13800000001',
  'a note to a claim': '备注里的电话 13800000002',
  'a name of a file': '身份证-13800000003.pdf',
  'a note to a file': '文件备注 13800000004',
  'who assessed': '考核人-13800000005',
  'who approved': secondAdmin.subject,
  'a reason of an assessment': '疑似虚报，电话 13800000007',
  'who took part in a visit': '参加人-13800000008',
  'when a visit was': '2019-12-19',
  'a comment on sealing': '会议意见 13800000009',
  'a reason to reopen': '重新开放的理由 13800000010',
  'a reason to withdraw a file': '撤回的理由 13800000011',
} as const;

/** Evidence hashes and the ends of chains are personal too: whoever holds a file could look for it. */
const hashes: Record<string, string> = {};

const own = { ...portal('east'), subject: planted['who submitted'] };
const judge = { ...assessor, subject: planted['who assessed'] };

let service: SampleService;
let evidence: string;
let reopening: string;

/** Everything personal that a year can hold, in the book of one district; sealed, corrected and sealed again. */
beforeAll(async () => {
  service = await sampleService();
  const { send, clock, needs } = service;
  const uploads = new Uploads(service);
  const file = async (number: number, more: object = {}) => {
    // Of this test alone: the contract's examples show the hashes of other files.
    const bytes = pdfNumber(7_000 + number);
    const body = announcementOf(bytes, {
      fileName: planted['a name of a file'],
      note: planted['a note to a file'],
      ...more,
    });
    const { id } = (await send(`POST ${book()}/evidence`, { caller: own, body })).body;
    await uploads.arrive(id, bytes);
    return { id, sha256: hashOf(bytes) };
  };
  const kept = await file(1);
  const gone = await file(2);
  evidence = kept.id;
  hashes['the hash of evidence'] = kept.sha256;
  hashes['the hash of withdrawn evidence'] = gone.sha256;
  const withdrawal = { caller: own, body: { reason: planted['a reason to withdraw a file'] } };
  await send(`POST ${book()}/evidence/${gone.id}/withdrawal`, withdrawal);
  await judgeAll('5', kept.id);
  await judgeAll('19', kept.id, {
    onSite: { visitedOn: planted['when a visit was'], participants: [planted['who took part in a visit']] },
  });
  await claimed('13', kept.id, '7');
  await setTargets();
  for (const district of ['west', 'north', 'south']) await service.claim('13', '9', district);
  await sweep(needs);
  clock.time = Date.parse('2020-02-02T00:00:00+08:00');
  await sweep(needs);
  expect((await send('GET /v1/cycles/2019', { caller: auditor })).body.held).not.toBeNull();
  await verifyRest();
  const comment = planted['a comment on sealing'];
  await expectDone(send('POST /v1/cycles/2019/finalization', { caller: admin, body: { comment } }));
  reopening = await correct();
  await expectDone(send('POST /v1/cycles/2019/finalization', { caller: admin, body: { comment } }));
  const head = await needs.books.load('2019', 'east');
  hashes['the end of the chain'] = head!.head.auditHead;
});

async function expectDone(reply: ReturnType<SampleService['send']>) {
  const { status, text } = await reply;
  expect(status, text).toBeLessThan(300);
}

async function setTargets(): Promise<void> {
  const scheme = (await service.send('GET /v1/schemes/east-west-70', { caller: admin })).body;
  const parts = scheme.categories.flatMap((category: Json) =>
    category.indicators.flatMap((item: Json) => item.components),
  );
  const assigned = parts.filter(({ target }: Json) => target.kind === 'assigned');
  const targets = Object.fromEntries(assigned.map(({ id }: Json) => [id, '9']));
  for (const district of ['east', 'west', 'north', 'south'])
    await expectDone(service.send(`PUT ${book(district)}/targets`, { caller: judge, body: { targets } }));
}

// biome-ignore lint/suspicious/noExplicitAny: bodies as they came
type Json = any;

async function claimed(component: string, id: string, value = '12'): Promise<number> {
  const body = { value, evidence: [id], note: planted['a note to a claim'] };
  return (await service.send(`PUT ${book()}/components/${component}/claim`, { caller: own, body })).body.revision;
}

async function judgeAll(component: string, id: string, more: object = {}): Promise<void> {
  const claimRevision = await claimed(component, id);
  await judgeClaim('east', component, claimRevision, more);
}

function judgeClaim(district: string, component: string, claimRevision: number, more: object = {}) {
  const body = { decision: 'verify', claimRevision, reason: planted['a reason of an assessment'], ...more };
  return expectDone(
    service.send(`POST ${book(district)}/components/${component}/assessments`, { caller: judge, body }),
  );
}

/** Judges what is still open, again where a target came later. */
async function verifyRest(): Promise<void> {
  for (const district of ['east', 'west', 'north', 'south']) {
    const { components } = (await service.send(`GET ${book(district)}/book`, { caller: auditor })).body;
    for (const { component, claim, verification } of components)
      if (claim)
        await judgeClaim(
          district,
          component,
          claim.revision,
          verification?.onSite ? { onSite: verification.onSite } : {},
        );
  }
}

/** A reopening that changes a value, so that a report of differences is made. */
async function correct(): Promise<string> {
  const { send, clock } = service;
  const until = new Date(clock.time + 86_400_000).toISOString();
  const reason = planted['a reason to reopen'];
  const asked = await send('POST /v1/cycles/2019/reopenings', {
    caller: admin,
    body: { scope: { districts: ['east'] }, reason, until },
  });
  await expectDone(send(`POST /v1/cycles/2019/reopenings/${asked.body.id}/approval`, { caller: secondAdmin }));
  const claimRevision = await claimed('5', evidence, '13');
  await judgeClaim('east', '5', claimRevision);
  return asked.body.id;
}

/** Addresses of every route that reads, with every way of asking that shows something else. */
function addresses(): string[] {
  const names = { cycle: '2019', district: 'east', component: '5', scheme: 'east-west-70' };
  const ids: Record<string, string> = { getEvidence: evidence, getReopening: reopening };
  const queries: Record<string, readonly string[]> = {
    getFinal: ['', '?revision=1'],
    getRanking: ['', '?basis=claimed', '?component=13', '?group=urban'],
    getScore: ['', '?basis=claimed'],
    getChanges: ['', '?after=1'],
  };
  return routes
    .filter(({ method }) => method === 'GET')
    .flatMap(({ name, path }) => {
      const filled = path.replace(
        /\{(\w+)\}/g,
        (_, key: string) => ({ ...names, id: ids[name] ?? 'none' })[key as 'cycle'],
      );
      return (queries[name] ?? ['']).map((query) => filled + query);
    });
}

/** Everything that a caller gets to see: each answer, and each file that an answer links to. */
async function everythingFor(caller: TestCaller): Promise<Map<string, Uint8Array>> {
  const seen = new Map<string, Uint8Array>();
  const files = service.needs.results.all();
  for (const address of addresses()) {
    const { text, status, body } = await service.send(`GET ${address}`, { caller });
    seen.set(`${status} ${address}`, Buffer.from(text));
    for (const { name, url } of (status === 200 && body.files) || [])
      seen.set(
        `${address} → ${name}`,
        files.get(decodeURI(url).replace('memory://results/', '').split('#')[0]!)!.bytes,
      );
  }
  return seen;
}

const secrets = () => ({ ...planted, ...hashes });

/** Where a caller sees something planted: the answer or file, and what it is. */
async function seenBy(caller: TestCaller): Promise<{ where: string; what: string }[]> {
  const found: { where: string; what: string }[] = [];
  for (const [where, bytes] of await everythingFor(caller))
    for (const what of await plantedIn(bytes, secrets())) found.push({ where, what });
  return found;
}

const kindsIn = (found: readonly { what: string }[]) => [...new Set(found.map(({ what }) => what))].sort();

describe('what is personal in a district’s book', () => {
  it.each<[string, TestCaller]>([
    ['another district of the cycle', portal('west')],
    ['a district that is in no cycle', portal('elsewhere')],
    ['a district whose id begins alike', portal('east-2')],
  ])('is in no answer and no file for %s', async (_, caller) => {
    const files = [...(await everythingFor(caller)).keys()].filter((where) => where.includes('→ public.json'));
    expect(files).toHaveLength(2);
    expect(await seenBy(caller)).toEqual([]);
  });

  it.each<[string, TestCaller]>([
    ['assessors', judge],
    ['auditors', auditor],
    ['administrators', admin],
  ])('is there, all of it, for %s: the search finds what there is', async (_, caller) => {
    expect(kindsIn(await seenBy(caller))).toEqual(Object.keys(secrets()).sort());
  });

  it('is there for the district itself, as far as it is its own: no word of who decided about the result', async () => {
    const ofOthers = ['who approved', 'a comment on sealing', 'a reason to reopen'];
    const ofOwn = Object.keys(secrets()).filter((what) => !ofOthers.includes(what));
    expect(kindsIn(await seenBy(own))).toEqual(ofOwn.sort());
  });

  it('is in none of the files that everybody may have, whoever asks for them', async () => {
    const open = [...service.needs.results.all()].filter(([name]) => /\/(public\.json|ranking\.csv)$/.test(name));
    expect(open).toHaveLength(4);
    for (const [name, { bytes }] of open) expect(await plantedIn(bytes, secrets()), name).toEqual([]);
  });
});
