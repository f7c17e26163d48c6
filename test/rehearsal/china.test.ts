import { generateKeyPair, type JWTPayload, SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { PublishedEvent } from '../../events/index.ts';
import { rankingAt, standings } from '../support/await-applied.ts';
import { admin, City, portalOf } from '../support/city.ts';
import { PortalUploads } from '../support/portal-uploads.ts';
import { pdfFile } from '../support/sample-files.ts';
import { until } from '../support/until.ts';
import { Account } from './account/account.ts';
import type { SynthesizedTemplate } from './account/template.ts';

const auditor = { role: 'auditor', subject: 'auditor' } as const;
const [cycle, path] = ['2030', '/v1/cycles/2030'];
const hour = 3_600_000;

let account: Account;
let city: City;
let closesAt: number;

/** Twenty tries of `publish` would take minutes here; that it gives up after a few changes nothing of what follows. */
function giveUpSoon({ Resources }: SynthesizedTemplate): void {
  for (const { Type, Properties } of Object.values(Resources))
    if (Type === 'AWS::Lambda::EventSourceMapping' && Properties && 'MaximumRetryAttempts' in Properties)
      Properties.MaximumRetryAttempts = 2;
}

beforeAll(async () => {
  account = await Account.open({ assembly: inject('assembly'), template: 'china', alter: giveUpSoon });
  city = new City(account.client);
});
afterAll(() => account?.close());

describe('tokens of an issuer in the network of the office', () => {
  const now = () => Math.floor(Date.now() / 1000);
  const valid = (): JWTPayload => {
    const { issuer: iss, audience: aud } = { issuer: 'https://tokens.example.org/', audience: 'kaohe' };
    return { iss, aud, sub: 'p-1', role: 'admin', iat: now(), exp: now() + 60 };
  };
  const asked = async (token?: string) => {
    const headers: Record<string, string> = token === undefined ? {} : { authorization: `Bearer ${token}` };
    const answer = await fetch(`${account.client.url}/v1/access`, { headers });
    return { status: answer.status, body: await answer.json() };
  };

  it('are taken, by keys that it shows under a certificate of its own authority', async () => {
    const { status, body } = await asked(await account.gateway.tokens.sign(valid()));
    expect([status, body]).toMatchObject([200, { subject: 'p-1', role: 'admin' }]);
  });

  it.each<[string, () => Promise<string>]>([
    ['of another issuer', () => account.gateway.tokens.sign({ ...valid(), iss: 'https://elsewhere.example.org/' })],
    ['that has expired', () => account.gateway.tokens.sign({ ...valid(), exp: now() - 1 })],
    ['for another audience', () => account.gateway.tokens.sign({ ...valid(), aud: 'payroll' })],
    [
      'signed by another key',
      async () => {
        const { privateKey } = await generateKeyPair('RS256');
        const { kid } = account.gateway.tokens.publicKey;
        return new SignJWT(valid()).setProtectedHeader({ alg: 'RS256', kid: kid! }).sign(privateKey);
      },
    ],
    ['that is none', async () => 'a.b.c'],
  ])('%s are refused with 401 and a problem', async (_, token) => {
    const { status, body } = await asked(await token());
    expect([status, body]).toMatchObject([401, { type: '/problems/unauthenticated' }]);
  });

  it('that are missing are refused by the gateway itself, which asks nobody', async () => {
    const before = account.lambda.find('check-tokens').lines.length;
    expect(await asked()).toEqual({ status: 401, body: { message: 'Unauthorized' } });
    expect(account.lambda.find('check-tokens').lines).toHaveLength(before);
  });
});

describe('a short year in China', () => {
  it('begins, takes a file by a signed address, locks it, and ranks what is judged', async () => {
    closesAt = Math.ceil(account.clock.now() / 1000) * 1000 + 2 * hour;
    const dates = { submissionsCloseAt: iso(closesAt), finalizeAt: iso(closesAt + hour) };
    await city.openCycle(cycle, { ...dates, onBlockers: 'verified-only' });
    expect([...account.scheduler.schedules.values()].map(({ at }) => at)).toEqual([closesAt, closesAt + hour]);
    const body = { url: 'https://receiver.test/hook', types: ['ClaimSubmitted'] };
    await account.client.expect(admin, 'PUT', '/v1/webhooks/receiver', body);
    const uploads = new PortalUploads(account.client, cycle, 'xihu');
    const file = await uploads.handIn(pdfFile);
    const { body: claimed } = await uploads.claim('13', '10', [file.id]);
    await city.assess(cycle, 'xihu', '13', { decision: 'verify', claimRevision: claimed.revision });
    const ranking = await rankingAt(account.client, cycle, `xihu@${claimed.revision + 1}`, 'verified');
    expect(standings(ranking)[0]).toEqual([1, 'xihu', '3.00']);
    await until('the claim is told', () => account.internet.received.length === 1);
    await until('its points are told', () =>
      events().some((event) => event.type === 'RankingChanged' && event.data.boardVersion === ranking.version),
    );
  });

  it('keeps of a batch that was given up its place in the stream, and tells of it no further', async () => {
    const publish = account.lambda.find('publish');
    publish.trouble = 'crash';
    await city.claim(cycle, 'gongshu', '13', '20');
    const kept = account.queues.all.find(({ deployed }) => deployed.path.includes('GivenUp'))!;
    const claim = 'publish BOOK#2030#gongshu AUDIT#';
    await until(
      () => `the claim is given up, and not only ${account.givenUp}`,
      () => account.givenUp.some((record) => record.startsWith(claim)),
    );
    publish.trouble = null;
    expect(kept.messages.length).toBeGreaterThan(0);
    for (const { body } of kept.messages) {
      expect(JSON.parse(body)).toMatchObject({ DDBStreamBatchInfo: { batchSize: 1 } });
      expect(body).not.toContain('gongshu');
    }
    expect(claimsTold()).toEqual(['ClaimSubmitted 2030/xihu/3']);
  });

  it('raises the alarms that only such a template has', async () => {
    // However the minutes lie: what an alarm looks at is a whole period that began with the account there.
    await account.pass(5);
    const checks = account.lambda.find('check-tokens');
    for (const trouble of ['crash', 'throttle'] as const) {
      checks.trouble = trouble;
      expect((await account.client.send(auditor, 'GET', path)).status).toBe(500);
    }
    checks.trouble = null;
    await account.pass(6);
    const own = account.alarms.names.filter((name) => /GivenUp|^check-tokens/.test(name));
    expect(own).toHaveLength(3);
    expect(own.filter((name) => !account.alarms.raised.has(name))).toEqual([]);
  });

  it('brings what was given up to bus and webhook once more on an operator’s order, and nothing to a webhook twice', async () => {
    const order = { cycle, from: iso(closesAt - 3 * hour), to: iso(closesAt) };
    const { payload } = await account.lambda.find('publish').invoke({ republish: order });
    expect(JSON.parse(payload)).toMatchObject({ next: null });
    await until('the claim that was given up is told', () => account.internet.received.length > 1);
    await account.pass(2);
    const delivered = account.internet.received.map(({ headers }) => headers['webhook-id']);
    expect(delivered).toEqual(['ClaimSubmitted/2030/xihu/3', 'ClaimSubmitted/2030/gongshu/1']);
    expect(claimsTold()).toEqual(['ClaimSubmitted 2030/xihu/3', 'ClaimSubmitted 2030/gongshu/1']);
  });

  it('is closed and sealed by its schedules, and its files are there', async () => {
    account.clock.leap(closesAt);
    await until('submissions are closed', async () => {
      const { state } = await account.client.expect<{ state: string }>(auditor, 'GET', path);
      return state === 'verifying';
    });
    account.clock.leap(closesAt + hour);
    const files = await until('the result is sealed and exported', async () => {
      const { status, body } = await account.client.send<Final>(auditor, 'GET', `${path}/final`);
      return status === 200 && body.exported && body.files;
    });
    const snapshot = await fetch(files.find(({ name }) => name === 'snapshot.json')!.url);
    expect([snapshot.status, await snapshot.json()]).toMatchObject([200, { cycle }]);
    const late = await account.client.send(portalOf('xihu'), 'PUT', `${path}/districts/xihu/components/13/claim`, {
      value: '99',
    });
    expect(late.status).toBe(409);
  });

  it('has asked for nothing that the template does not grant', async () => {
    await account.settled();
    expect(account.authority.refusals).toEqual([]);
  });
});

interface Final {
  readonly exported: boolean;
  readonly files: readonly { readonly name: string; readonly url: string }[];
}

/** What the bus was told of by functions. */
const events = () =>
  account.bus.taken.flatMap(({ source, detail }) => (source === 'kaohe' ? [detail as PublishedEvent] : []));

const iso = (at: number) => new Date(at).toISOString();

/** The claims that the bus was told of, each once. */
function claimsTold(): string[] {
  const claims = events().filter(({ type }) => type === 'ClaimSubmitted');
  return [...new Set(claims.map(({ type, id }) => `${type} ${id}`))];
}
