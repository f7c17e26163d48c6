import { spawn } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { GetObjectRetentionCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { type PublishedEvent, parseEvent } from '../../events/index.ts';
import eastWest70 from '../../lib/schemes/east-west-70.json' with { type: 'json' };
import { rankingAt, standings } from '../support/await-applied.ts';
import { admin, City, portalOf } from '../support/city.ts';
import { judge } from '../support/exact-oracle.ts';
import type { PlainInputs, PlainScheme } from '../support/plain-scheme.ts';
import { PortalUploads, putBytes } from '../support/portal-uploads.ts';
import { pdfFile } from '../support/sample-files.ts';
import { until } from '../support/until.ts';
import { Account } from './account/account.ts';

const auditor = { role: 'auditor', subject: 'auditor' } as const;
const second = { role: 'admin', subject: 'second-admin' } as const;
const verifier = fileURLToPath(new URL('../../lib/verifier/kaohe.ts', import.meta.url));
const districts = ['binjiang', 'gongshu', 'shangcheng', 'xihu'];
const [cycle, path] = ['2030', '/v1/cycles/2030'];
const day = 24 * 3_600_000;

/** What services refuse now and then; none of it may be noticed in what comes out. */
const odds = { transactionConflict: 0.04, busThrottle: 0.1, schedulerThrottle: 0.1, conditionalConflict: 0.2 };

interface Final {
  readonly revision: number;
  readonly sha256: string;
  readonly supersedes: { readonly revision: number } | null;
  readonly files: readonly { readonly name: string; readonly url: string }[];
  readonly rows: readonly { readonly rank: number; readonly district: string; readonly score: string }[];
}

let account: Account;
let city: City;
let closesAt: number;
let finalizeAt: number;
let secret: string;
/** What each district's book holds, for the oracle. */
const books = new Map<string, Record<string, PlainInputs>>(districts.map((district) => [district, {}]));

const readFinal = (query = '') => account.client.expect<Final>(auditor, 'GET', `${path}/final${query}`);
const note = (district: string, component: string, more: Partial<PlainInputs>) => {
  const book = books.get(district)!;
  book[component] = { target: null, claim: null, verification: null, ...book[component], ...more };
};

async function claimAndVerify(district: string, component: string, value: string): Promise<void> {
  const { revision } = await city.claim(cycle, district, component, value);
  await city.assess(cycle, district, component, { decision: 'verify', claimRevision: revision });
  const claim = { value, revision, returned: false };
  note(district, component, { claim, verification: { value, claimRevision: revision, deduction: null } });
}

/** Rank, district and score by the oracle, in the order of ranks. */
function expectedRows(): string[] {
  const cohort = districts.map((district) => ({ book: books.get(district)! }));
  const { totals, ranks } = judge(eastWest70 as unknown as PlainScheme, cohort).verified;
  const shown = (units: bigint) => `${units / 100n}.${String(units % 100n).padStart(2, '0')}`;
  return districts
    .map((district, index) => `${ranks[index]} ${district} ${shown(totals[index]!)}`)
    .sort((a, b) => Number.parseInt(a, 10) - Number.parseInt(b, 10));
}

const shownRows = ({ rows }: Final) => rows.map(({ rank, district, score }) => `${rank} ${district} ${score}`);

/** Downloads the files that a result is verified by, and lets the verifier look at them. */
async function verify({ files, sha256 }: Final): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'kaohe-verify-'));
  try {
    for (const name of ['snapshot.json', 'audit.ndjson', 'public.json']) {
      const answer = await fetch(files.find((file) => file.name === name)!.url);
      expect([name, answer.status]).toEqual([name, 200]);
      writeFileSync(join(folder, name), Buffer.from(await answer.arrayBuffer()));
    }
    const typed = [verifier, 'verify', join(folder, 'snapshot.json'), '--sha256', sha256];
    const child = spawn(process.execPath, typed, { stdio: 'ignore' });
    return ((await once(child, 'close')) as [number])[0];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const untilSealed = (revision: number) =>
  until(
    () => `result ${revision} is sealed; finalize says ${account.lambda.find('finalize').lines.slice(-5).join('\n')}`,
    async () => {
      const shown = await account.client.expect<{ finalRevision: number; exported: boolean }>(auditor, 'GET', path);
      return shown.finalRevision === revision && shown.exported;
    },
  );

beforeAll(async () => {
  account = await Account.open({ assembly: inject('assembly'), seed: 7, odds });
  city = new City(account.client);
});
afterAll(() => account?.close());

describe('a year on AWS', () => {
  it('shows the console and the contract to whoever comes', async () => {
    const answers = await Promise.all(
      ['/', '/docs', '/openapi.json', '/v1/health', '/nowhere'].map((place) => fetch(account.client.url + place)),
    );
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 404]);
    expect((await fetch(`${account.client.url}/v1/cycles`)).status).toBe(401);
  });

  it('begins, and its dates are schedules, soon after a scheduler that refuses to set them', async () => {
    closesAt = Math.ceil(account.clock.now() / 1000) * 1000 + 40 * day;
    finalizeAt = closesAt + 10 * day;
    const dates = [closesAt, finalizeAt].map((at) => new Date(at).toISOString());
    account.weather.odds = { ...odds, schedulerThrottle: 1 };
    await city.openCycle(cycle, { submissionsCloseAt: dates[0]!, finalizeAt: dates[1]! });
    expect(account.scheduler.schedules.size).toBe(0);
    account.weather.odds = odds;
    await account.pass(5);
    expect([...account.scheduler.schedules.values()].map(({ name, at }) => [name, at])).toEqual([
      ['2030-1-close', closesAt],
      ['2030-1-finalize', finalizeAt],
    ]);
    const preview = await account.client.expect<{ blockers: { component: string }[] }>(
      auditor,
      'GET',
      `${path}/finalization`,
    );
    const targets = Object.fromEntries(preview.blockers.map(({ component }) => [component, '20']));
    for (const district of districts) {
      await city.setTargets(cycle, district, targets);
      for (const [component, target] of Object.entries(targets)) note(district, component, { target });
    }
  });

  it('sends what happens to a receiver on the internet', async () => {
    const types = ['ClaimSubmitted', 'ClaimAssessed', 'EvidenceRegistered', 'CycleFinalized'];
    const body = { url: 'https://receiver.test/hook', types };
    ({ secret } = await account.client.expect<{ secret: string }>(admin, 'PUT', '/v1/webhooks/receiver', body));
    const inside = { url: 'https://localhost/hook', types };
    expect((await account.client.send(admin, 'PUT', '/v1/webhooks/inside', inside)).status).toBe(422);
  });

  it('takes a file by a signed address, examines it, and locks it once a verification rests on it', async () => {
    const uploads = new PortalUploads(account.client, cycle, 'xihu');
    const file = await uploads.handIn(pdfFile);
    expect(file.state).toBe('stored');
    const { body: announced } = await uploads.announce(Buffer.concat([pdfFile, Buffer.from('% more')]));
    const { 'if-none-match': _, ...headers } = announced.upload.headers;
    expect((await putBytes({ url: announced.upload.url, headers }, pdfFile)).status).toBe(403);
    const { body } = await uploads.claim('5', '16', [file.id]);
    await city.assess(cycle, 'xihu', '5', { decision: 'verify', claimRevision: body.revision });
    const claim = { value: '16', revision: body.revision, returned: false };
    note('xihu', '5', { claim, verification: { value: '16', claimRevision: body.revision, deduction: null } });
    const stored = { Bucket: evidenceBucket(), Key: `evidence/${cycle}/xihu/${file.id}` };
    const lock = await until('the file is locked', async () => {
      const asked = account.storage.send(new GetObjectRetentionCommand(stored));
      return (await asked.catch(() => ({ Retention: undefined }))).Retention;
    });
    expect(lock.Mode).toBe('COMPLIANCE');
    expect(lock.RetainUntilDate!.getTime() - account.clock.now()).toBeGreaterThan(9 * 365 * day);
    expect((await fetch((await uploads.show(file.id)).download!.url)).status).toBe(200);
  });

  it('ranks what is claimed and judged as the oracle does', async () => {
    for (const [index, district] of districts.entries()) {
      await claimAndVerify(district, '13', String(10 + index));
      if (district !== 'xihu') await claimAndVerify(district, '5', String(11 + 3 * index));
    }
    const revisions = await Promise.all(
      districts.map(async (district) => {
        const { revision } = await account.client.expect<{ revision: number }>(
          portalOf(district),
          'GET',
          `${path}/districts/${district}/score?basis=verified`,
        );
        return `${district}@${revision}`;
      }),
    );
    const last = revisions.map((text) => text.replace(/@\d+/, `@${lastRevision(text.split('@')[0]!)}`)).join(',');
    const ranking = await rankingAt(account.client, cycle, last, 'verified');
    expect(standings(ranking).map((row) => row.join(' '))).toEqual(expectedRows());
  });

  it('has told of all of it, signed, and each event once in the order of the log', async () => {
    const claims = await until('every claim has been delivered', async () => {
      await account.pass(1);
      const bodies = account.internet.received.map(({ body }) => JSON.parse(body) as { id: string; type: string });
      const found = bodies.filter(({ type }) => /ClaimSubmitted/.test(type));
      return found.length >= 8 && found;
    });
    expect(new Set(claims.map(({ id }) => id)).size).toBe(8);
    const key = Buffer.from(secret.replace('whsec_', ''), 'base64');
    for (const { headers, body } of account.internet.received) {
      const signed = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`;
      const signature = createHmac('sha256', key).update(signed).digest('base64');
      expect(headers['webhook-signature']).toBe(`v1,${signature}`);
    }
    await until('the bus has taken every judgement', () => busEvents('ClaimAssessed').length === 8);
  });

  it('closes by its schedule', async () => {
    account.clock.leap(closesAt);
    await until('claims are refused', async () => {
      const late = await account.client.send<{ type: string }>(
        portalOf('xihu'),
        'PUT',
        `${path}/districts/xihu/components/13/claim`,
        { value: '99' },
      );
      return late.status === 409;
    });
    await until('submissions are closed', async () => {
      const { state } = await account.client.expect<{ state: string }>(auditor, 'GET', path);
      return state === 'verifying';
    });
    await account.pass(10);
  });

  it('is sealed by its schedule, exported, and what is exported verifies', async () => {
    account.clock.leap(finalizeAt);
    await untilSealed(1);
    const sealed = await readFinal();
    expect(sealed).toMatchObject({ revision: 1, supersedes: null });
    expect(shownRows(sealed)).toEqual(expectedRows());
    expect(await verify(sealed)).toBe(0);
    await account.pass(10);
  });

  it('is corrected by two administrators, and sealed again', async () => {
    const reopening = {
      scope: { districts: ['binjiang'], components: ['13'] },
      reason: '统计口径有误',
      until: new Date(account.clock.now() + 5 * day).toISOString(),
    };
    const { id } = await account.client.expect<{ id: string }>(admin, 'POST', `${path}/reopenings`, reopening);
    expect((await account.client.send(admin, 'POST', `${path}/reopenings/${id}/approval`)).status).toBe(403);
    await account.client.expect(second, 'POST', `${path}/reopenings/${id}/approval`);
    await claimAndVerify('binjiang', '13', '99');
    await account.pass(10);
    account.clock.leap(Date.parse(reopening.until));
    await untilSealed(2);
    const corrected = await readFinal();
    expect(corrected).toMatchObject({ revision: 2, supersedes: { revision: 1 } });
    expect(shownRows(corrected)).toEqual(expectedRows());
    expect(await verify(corrected)).toBe(0);
    await account.pass(15);
    expect(account.scheduler.fired.toSorted()).toEqual([
      ...['2030-1-close', '2030-1-finalize'],
      ...account.scheduler.fired.filter((name) => name.startsWith('2030-2-')),
    ]);
  });

  it('has met every fault of services that it was to meet', () => {
    for (const [kind, times] of Object.entries(account.weather.struck)) expect(times, kind).toBeGreaterThan(0);
  });

  it('has asked for nothing that the template does not grant', () => {
    expect(account.authority.refusals).toEqual([]);
  });

  it('has left nothing behind in a queue, and given nothing up', async () => {
    await account.settled();
    const left = () => account.queues.all.filter(({ messages }) => messages.length > 0);
    await until(
      () => `no message lies in ${left().map(({ deployed }) => deployed.id)}`,
      () => left().length === 0,
    );
    expect(account.bus.notified).toEqual([]);
  });

  it('has failed in no invocation, and raised no alarm', () => {
    const failed = account.lambda.all.filter(({ failures }) => failures.length > 0);
    expect(failed.map(({ name, failures, lines }) => [name, failures, lines])).toEqual([]);
    expect([...account.alarms.raised]).toEqual([]);
  });

  it('has said in every line of its logs in which invocation it was written', () => {
    const lines = account.lambda.all.flatMap(({ name, lines }) => lines.map((line) => ({ name, line })));
    const unsaid = lines.filter(({ line }) => !/"function_request_id":"[0-9a-f-]{36}"/.test(line));
    expect(unsaid).toEqual([]);
    expect(lines.length).toBeGreaterThan(0);
  });
});

const evidenceBucket = () => account.lambda.find('evidence').deployed.properties.Environment.Variables.EVIDENCE_BUCKET;

const lastRevision = (district: string): number =>
  Math.max(...Object.values(books.get(district)!).map(({ claim }) => claim?.revision ?? 0)) + 1;

function busEvents(type: PublishedEvent['type']): PublishedEvent[] {
  const seen = new Map(
    account.bus.taken
      .flatMap(({ source, detail }) => (source === 'kaohe' ? [parseEvent(detail)] : []))
      .map((event) => [event.id, event]),
  );
  return [...seen.values()].filter((event) => event.type === type);
}
