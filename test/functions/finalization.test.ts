import '../support/quiet.ts';
import { beforeEach, describe, expect, it } from 'vitest';
import { sealedReplies } from '../../functions/protocols/finalization/record-step.ts';
import { resultNames } from '../../functions/protocols/finalization/result-names.ts';
import { sweep } from '../../functions/sweep/sweep.ts';
import type { Cycle } from '../../lib/domain/cycle.ts';
import { canonicalJson, sha256 } from '../../lib/domain/digest.ts';
import type { SealingOrder } from '../../lib/domain/finalization/sealing.ts';
import type { Snapshot } from '../../lib/domain/finalization/snapshot.ts';
import type { ReplyStore } from '../../lib/stores/reply-store.ts';
import { verifySnapshot } from '../../lib/verifier/verify-snapshot.ts';
import type { ApiClient } from '../support/api-client.ts';
import { contractFaults } from '../support/contract-faults.ts';
import { admin, assessor, auditor, brief, portal } from '../support/sample-service.ts';
import { type PreparedYear, preparedYear, yearClosesAt, yearFinalizesAt } from '../support/year-end/prepared-year.ts';

const year = '/v1/cycles/2019';
const book = (district = 'd-001') => `${year}/districts/${district}`;

interface Service extends PreparedYear {
  readonly sweep: () => Promise<unknown>;
  readonly claim: (value: string, district?: string) => ReturnType<ApiClient>;
  readonly verify: (claimRevision: number, district?: string) => ReturnType<ApiClient>;
}

/** A prepared year whose every reply is held against the contract. */
async function openService(onBlockers: Cycle['onBlockers'] = 'hold'): Promise<Service> {
  const prepared = await preparedYear(onBlockers);
  const send: ApiClient = async (target, request) => {
    const reply = await prepared.send(target, request);
    expect(contractFaults(reply), `${target} → ${reply.status} ${reply.text.slice(0, 300)}`).toEqual([]);
    return reply;
  };
  return {
    ...prepared,
    send,
    sweep: () => sweep(prepared.needs),
    claim: (value, district = 'd-001') =>
      send(`PUT ${book(district)}/components/5/claim`, { caller: portal(district), body: { value } }),
    verify: (claimRevision, district = 'd-001') =>
      send(`POST ${book(district)}/components/5/assessments`, {
        caller: assessor,
        body: { decision: 'verify', claimRevision, reason: '属实' },
      }),
  };
}

/** What a claim of component 5 that nobody has judged is shown as. */
const openPoint = { kind: 'claim-unverified', district: 'd-001', component: '5', link: `${book()}/book` };

let service: Service;
beforeEach(async () => {
  service = await openService();
});

const preview = ({ send }: Service) => send(`GET ${year}/finalization`, { caller: assessor });
const finalize = ({ send }: Service, body: object = {}) => send(`POST ${year}/finalization`, { caller: admin, body });
const final = ({ send }: Service, query = '', caller: object = auditor) =>
  send(`GET ${year}/final${query}`, { caller });

describe('the preview', () => {
  it('says when it is due, that nothing blocks, and the digest of what would be sealed', async () => {
    const { body } = await preview(service);
    expect(body).toMatchObject({
      state: 'open',
      epoch: 1,
      due: false,
      dueAt: new Date(yearFinalizesAt).toISOString(),
      timeZone: 'Asia/Shanghai',
      blockers: [],
      held: null,
      revision: 0,
      exported: false,
    });
    service.clock.time = yearFinalizesAt - 1;
    expect((await preview(service)).body.due).toBe(false);
    service.clock.time = yearFinalizesAt;
    expect((await preview(service)).body).toMatchObject({ due: true, digest: body.digest });
  });

  it('lists open points with a link to each, and has another digest for another content', async () => {
    const before = (await preview(service)).body.digest;
    await service.claim('9');
    const { body } = await preview(service);
    expect(body.blockers).toEqual([openPoint]);
    expect(body.digest).not.toBe(before);
    expect((await service.send(`GET ${body.blockers[0].link}`, { caller: assessor })).status).toBe(200);
  });
});

describe('an order to finalize', () => {
  it('seals what the preview showed, before it is due, and exports it', async () => {
    const { digest } = (await preview(service)).body;
    const reply = await finalize(service, { expectedDigest: digest, comment: '会议通过' });
    expect(reply).toMatchObject({ status: 200, body: { state: 'finalized', revision: 1, exported: true } });
    expect((await final(service)).body).toMatchObject({
      sha256: reply.body.sha256,
      comment: '会议通过',
      exported: true,
    });
  });

  it('takes the digest with or without its prefix, and an empty body', async () => {
    const { digest } = (await preview(service)).body;
    expect(brief(await finalize(service, { expectedDigest: digest.replace('sha256:', '') }))).toBe('200');
    const other = await openService();
    expect(brief(await other.send(`POST ${year}/finalization`, { caller: admin }))).toBe('200');
  });

  it.each([
    [
      'zh',
      '内容自预览以来已有变化，摘要不符；请重新预览并核对后再定稿。',
      '尚有 1 项未决事项，不能定稿；清单见 GET …/finalization。',
      '本周期已定稿；更正须申请重新开放。',
    ],
    [
      'en',
      'The content has changed since the preview, so the digest differs. Look at the preview again, then finalize.',
      '1 open points stand in the way; GET …/finalization lists them.',
      'The cycle is finalized already; a correction needs a reopening.',
    ],
  ])('is refused with the reason and what to do: %s', async (language, otherContent, openPoints, finalized) => {
    const headers = { 'accept-language': language };
    const detail = async (body: object = {}) =>
      (await service.send(`POST ${year}/finalization`, { caller: admin, body, headers })).body.detail;
    const { body } = await service.claim('9');
    expect(await detail({ expectedDigest: '0'.repeat(64) })).toBe(otherContent);
    expect(await detail()).toBe(openPoints);
    await service.verify(body.revision);
    await finalize(service);
    expect(await detail()).toBe(finalized);
  });

  it('leaves a reply alone whose place another request has taken', async () => {
    await finalize(service);
    const after = (await service.needs.cycles.load('2019'))!;
    const orderAt = (id: string): SealingOrder => {
      return { by: 'admin', comment: null, expectedDigest: null, reply: { id, fingerprint: 'f', expiresAt: 1 } };
    };
    const replies = { load: async (id: string) => (id === 'taken' ? {} : null) } as unknown as ReplyStore;
    const orders = [orderAt('taken'), orderAt('free'), null, undefined];
    expect((await sealedReplies({ replies }, after, orders)).map(({ id }) => id)).toEqual(['free']);
  });

  it('is refused for the digest of an older content, and nothing moves', async () => {
    const { digest } = (await preview(service)).body;
    const { body } = await service.claim('9');
    await service.verify(body.revision);
    expect(brief(await finalize(service, { expectedDigest: digest }))).toBe('409 state-conflict');
    expect(await service.needs.cycles.load('2019')).toMatchObject({ state: 'open', steps: 0 });
  });

  it('is refused while there are open points, and the portals go on', async () => {
    await service.claim('9');
    expect(brief(await finalize(service))).toBe('409 state-conflict');
    expect(brief(await service.claim('10'))).toBe('200');
  });

  it('is refused once it is finalized', async () => {
    await finalize(service);
    expect(brief(await finalize(service))).toBe('409 cycle-finalized');
    expect((await service.needs.cycles.load('2019'))?.sealing.revision).toBe(1);
  });

  it('under one key is carried out once and answered the same', async () => {
    const headers = { 'idempotency-key': 'finalize-2019' };
    const order = () => service.send(`POST ${year}/finalization`, { caller: admin, headers, body: {} });
    const first = await order();
    expect(await order()).toMatchObject({
      status: 200,
      text: first.text,
      headers: { 'idempotent-replayed': 'true' },
    });
  });

  it('answers that the files are not there yet where they can’t be written, and a sweep makes up for it', async () => {
    const { needs } = service;
    const keep = needs.results.keep.bind(needs.results);
    needs.results.keep = async () => {
      throw new Error('no bucket');
    };
    expect((await finalize(service)).body).toMatchObject({ revision: 1, exported: false });
    expect((await final(service)).body).toMatchObject({ exported: false, files: [] });
    needs.results.keep = keep;
    await service.sweep();
    expect((await final(service)).body.exported).toBe(true);
  });

  it.each<[string, object, string]>([
    ['a digest that is none', { expectedDigest: 'sha256:abc' }, '/expectedDigest'],
    ['a comment that is no text', { comment: 7 }, '/comment'],
    ['what it does not know', { force: true }, '/force'],
  ])('refuses %s', async (_, body, pointer) => {
    const reply = await finalize(service, body);
    expect([reply.status, reply.body.errors[0].pointer]).toEqual([422, pointer]);
    expect((await service.needs.cycles.load('2019'))?.state).toBe('open');
  });

  it('of a write that comes between the look and the closing of its gate is taken back, and the portals go on', async () => {
    const { needs } = service;
    const { digest } = (await preview(service)).body;
    const advance = needs.cycles.advance.bind(needs.cycles);
    needs.cycles.advance = async (...transition) => {
      needs.cycles.advance = advance;
      const { body } = await service.claim('9');
      await service.verify(body.revision);
      return advance(...transition);
    };
    expect(brief(await finalize(service, { expectedDigest: digest }))).toBe('409 state-conflict');
    expect((await service.needs.cycles.load('2019'))?.state).toBe('open');
    expect(brief(await service.claim('10'))).toBe('200');
    await service.sweep();
    expect((await service.needs.cycles.load('2019'))?.sealing.revision).toBe(0);
  });
});

describe('the clock', () => {
  it('closes the portals and lets assessors go on until the end', async () => {
    service.clock.time = yearClosesAt - 1;
    const { body } = await service.claim('9');
    service.clock.time = yearClosesAt;
    expect(brief(await service.claim('10'))).toBe('409 cycle-closed');
    await service.sweep();
    expect((await service.send(`GET ${year}`, { caller: auditor })).body.state).toBe('verifying');
    expect(brief(await service.claim('10'))).toBe('409 cycle-closed');
    expect(brief(await service.verify(body.revision))).toBe('201');
  });

  it('holds while there are open points, shows them, and goes on by itself at the next sweep', async () => {
    const { body } = await service.claim('9');
    service.clock.time = yearFinalizesAt;
    await service.sweep();
    const held = (await service.send(`GET ${year}`, { caller: auditor })).body;
    expect(held).toMatchObject({
      state: 'verifying',
      finalRevision: 0,
      held: { count: 1, blockers: [openPoint] },
    });
    service.clock.time += 300_000;
    await service.sweep();
    expect((await preview(service)).body).toMatchObject({ due: true, held: { at: held.held.at, count: 1 } });
    expect(await service.needs.cycles.load('2019')).toMatchObject({ steps: 1 });
    expect(brief(await finalize(service))).toBe('409 state-conflict');
    expect(brief(await service.verify(body.revision))).toBe('201');
    await service.sweep();
    expect((await service.send(`GET ${year}`, { caller: auditor })).body).toMatchObject({
      state: 'finalized',
      finalRevision: 1,
      exported: true,
      held: null,
    });
  });

  it('goes on without what is not verified where the cycle says so, and records what it passed over', async () => {
    const passing = await openService('verified-only');
    await passing.claim('30');
    passing.clock.time = yearFinalizesAt;
    await passing.sweep();
    const { body } = await final(passing);
    expect(body.blockers).toEqual([openPoint]);
    const row = body.rows.find(({ district }: { district: string }) => district === 'd-001');
    const component = row.components.find((part: { component: string }) => part.component === '5');
    expect(component).toMatchObject({ claim: { value: '30' }, verification: { value: '7' } });
  });

  it('closes what nobody may write any more: every kind of write is told that the cycle is finalized', async () => {
    const { body } = await service.claim('9');
    await service.verify(body.revision);
    service.clock.time = yearFinalizesAt;
    await service.sweep();
    const targets = { caller: assessor, body: { targets: { '5': '30' } } };
    const file = {
      fileName: 'a.pdf',
      contentType: 'application/pdf',
      sizeBytes: 10,
      sha256: sha256('a'),
      kind: 'document',
    };
    const replies = [
      await service.claim('10'),
      await service.send(`POST ${book()}/claims`, {
        caller: portal('d-001'),
        body: { claims: [{ component: '5', value: '1' }] },
      }),
      await service.send(`POST ${book()}/components/5/assessments`, {
        caller: assessor,
        body: { decision: 'return', claimRevision: body.revision, reason: '重报' },
      }),
      await service.send(`PUT ${book()}/targets`, targets),
      await service.send(`POST ${book()}/evidence`, { caller: portal('d-001'), body: file }),
    ];
    expect(replies.map(brief)).toEqual(replies.map(() => '409 cycle-finalized'));
  });
});

describe('the sealed result', () => {
  it('is not there before it is sealed, and no revision that was never sealed', async () => {
    expect(brief(await final(service))).toBe('404 not-found');
    await finalize(service);
    expect(brief(await final(service, '?revision=1'))).toBe('200');
    expect(brief(await final(service, '?revision=2'))).toBe('404 not-found');
    expect(brief(await final(service, '?revision=0'))).toMatch(/^422/);
    expect(brief(await service.send('GET /v1/cycles/2018/final', { caller: admin }))).toBe('404 not-found');
  });

  it('shows rows by rank with all components and what they rest on, and links to every file', async () => {
    await finalize(service);
    const { body } = await final(service);
    expect(body).toMatchObject({ revision: 1, epoch: 1, supersedes: null, superseded: false, blockers: [] });
    expect(body.rows.map(({ rank, district }: { rank: number; district: string }) => `${rank} ${district}`)).toEqual([
      '1 d-003',
      '2 d-002',
      '3 d-001',
    ]);
    expect(body.rows[0].components).toHaveLength(25);
    expect(body.rows[0].components.find(({ component }: { component: string }) => component === '5')).toMatchObject({
      target: '20',
      claim: { value: '9' },
      verification: { value: '9', deduction: null, evidence: [] },
      state: 'verified',
    });
    expect(body.files.map(({ name }: { name: string }) => name)).toEqual([
      'snapshot.json',
      'public.json',
      'ranking.csv',
      'result.xlsx',
      'certificates/d-003.html',
      'certificates/d-002.html',
      'certificates/d-001.html',
      'audit.ndjson',
    ]);
    const kept = service.needs.results.all();
    for (const { url, sizeBytes } of body.files)
      expect(kept.get(url.replace('memory://results/', '').split('#')[0])!.bytes).toHaveLength(sizeBytes);
    expect(body.files.map(({ url }: { url: string }) => url.split('#')[1]).slice(3, 5)).toEqual([
      '2019年度考核结果.xlsx',
      '2019年度考核结果通知单_区3.html',
    ]);
    expect(sha256(kept.get(`final/2019/1/${body.sha256}/snapshot.json`)!.bytes)).toBe(body.sha256);
  });

  it('shows a district the ranking, its own row and its own paper, and of the others nothing more', async () => {
    await finalize(service, { comment: '会议通过' });
    const { body } = await final(service, '', portal('d-001'));
    expect(body).toMatchObject({ comment: null, blockers: [] });
    expect(body).not.toHaveProperty('evidenceManifest');
    const keysOf = (row: object) => Object.keys(row).sort().join(' ');
    const [first, second, own] = body.rows;
    expect([first, second].map(keysOf)).toEqual(
      Array(2).fill('categories district grade group name rank revision score vetoes'),
    );
    expect(own).toMatchObject({ district: 'd-001', rank: 3 });
    expect(own.components).toHaveLength(25);
    expect(own.auditHead).toMatch(/^[0-9a-f]{64}$/);
    expect(namesIn(body)).toEqual(['public.json', 'ranking.csv', 'certificates/d-001.html']);
  });

  it('shows a district of no cycle, or of another, the ranking and what everybody may see', async () => {
    await finalize(service);
    const { body } = await final(service, '', portal('d-00'));
    expect(body.rows.filter((row: object) => 'components' in row || 'auditHead' in row)).toEqual([]);
    expect(body.rows).toHaveLength(3);
    expect(namesIn(body)).toEqual(['public.json', 'ranking.csv']);
  });

  it('gives the public form with the digest that is told, and it belongs to the full one', async () => {
    await finalize(service);
    const { body } = await final(service);
    const file = (name: string) => service.needs.results.all().get(`final/2019/1/${body.sha256}/${name}`)!.bytes;
    expect(sha256(file('public.json'))).toBe(body.publicSha256);
    expect(verifySnapshot(file('public.json'), { sha256: body.publicSha256 }).differences).toEqual([]);
    const beside = { publicForm: file('public.json'), audit: file('audit.ndjson'), sha256: body.sha256 };
    expect(verifySnapshot(file('snapshot.json'), beside).differences).toEqual([]);
    // The same bytes, whatever order a table gives the fields of entries in.
    const lines = Buffer.from(file('audit.ndjson')).toString().split('\n').slice(0, -1);
    expect(lines).not.toEqual([]);
    for (const line of lines) expect(line).toBe(canonicalJson(JSON.parse(line)));
  });

  const namesIn = (body: { files: { name: string }[] }) => body.files.map(({ name }) => name);
});

it('only what corrects an earlier result has differences, and only for who reads all books', () => {
  const namesOf = (role: 'auditor' | 'district', supersedes: object | null) =>
    resultNames({ rows: [], supersedes } as unknown as Snapshot, { role, district: null });
  expect(namesOf('auditor', { revision: 1 }).slice(-2)).toEqual(['audit.ndjson', 'differences.json']);
  expect(namesOf('auditor', null).slice(-1)).toEqual(['audit.ndjson']);
  expect(namesOf('district', { revision: 1 })).toEqual(['ranking.csv']);
});
