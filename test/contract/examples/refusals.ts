import { CallerShares } from '../../../functions/protocols/caller-shares.ts';
import { RequestShareStore } from '../../../lib/stores/small-stores.ts';
import { admin, assessor } from '../../support/sample-service.ts';
import { announcementOf, pdfNumber } from '../../support/uploads.ts';
import { book, cycle, district, type ExampleYear, opening } from './year.ts';

const claim = `PUT ${book}/components/16/claim`;

/** What is refused before anybody looks at the rules: who asks, and how. */
export async function refuseRequests({ recorder }: ExampleYear): Promise<void> {
  const { refuse } = recorder;
  const sent = (body: string | Uint8Array, headers = {}) => ({ caller: district, body, headers });
  await refuse('unauthenticated', 'GET /v1/access', { caller: null });
  await refuse('forbidden', `PUT ${book}/targets`, { caller: district, body: { targets: { '5': '30' } } });
  await refuse('wrong-district', `GET ${cycle}/districts/songjiang/book`, { caller: district });
  await refuse('not-found', 'GET /v1/cycles/last', { caller: district });
  await refuse('malformed-json', claim, sent('{"value":'));
  await refuse('duplicate-key', claim, sent('{"value":"600","value":"601"}'));
  await refuse('too-deep', claim, sent('['.repeat(100) + ']'.repeat(100)));
  await refuse('invalid-encoding', claim, sent(Uint8Array.of(0x22, 0xc3, 0x22)));
  await refuse('body-too-large', claim, sent(`"${'6'.repeat(300_000)}"`));
  await refuse('unsupported-media-type', claim, sent('value=600', { 'content-type': 'text/plain' }));
  await refuse('idempotency-key-invalid', claim, sent('{"value":"600"}', { 'idempotency-key': '1' }));
  await refuse('cursor-invalid', 'GET /v1/cycles?cursor=none', { caller: district });
  const keyed = { 'idempotency-key': 'claim-16-2026-10-12' };
  await recorder.send(claim, { caller: district, body: { value: '606' }, headers: keyed });
  await refuse('idempotency-key-reused', claim, { caller: district, body: { value: '607' }, headers: keyed });
}

/** What a body is refused for. */
export async function refuseBodies({ recorder }: ExampleYear): Promise<void> {
  const refuse = (
    slug: Parameters<typeof recorder.refuse>[0],
    body: object,
    target = claim,
    caller: object = district,
  ) => recorder.refuse(slug, target, { caller, body });
  await refuse('unknown-property', { value: '600', unit: '人' });
  await refuse('required', { note: '…' });
  await refuse('type', { value: true });
  await refuse('value-syntax', { value: '1,600' });
  await refuse('value-out-of-range', { value: -600 });
  await refuse('text-invalid', { value: '600', note: '\u0000' });
  await refuse('evidence-unusable', { value: '600', evidence: ['f00d'] });
  const batch = (...components: string[]) => ({ claims: components.map((component) => ({ component, value: '1' })) });
  await refuse('unknown-component', batch('20'), `POST ${book}/claims`);
  await refuse('duplicate-item', batch('5', '5'), `POST ${book}/claims`);
  await refuse('too-many-items', batch('5', '12', '16', '19', '20'), `POST ${book}/claims`);
  await refuse('target-not-assignable', { targets: { '12': '1' } }, `PUT ${book}/targets`, assessor);
  const file = announcementOf(pdfNumber(9), { fileName: '2026/5.pdf' });
  await refuse('filename-invalid', file, `POST ${book}/evidence`);
  const webhook = { url: 'http://portal.example.org/', types: ['ScoreChanged'] };
  await refuse('webhook-address-refused', webhook, 'PUT /v1/webhooks/other', admin);
  const headers = { 'content-type': 'text/csv' };
  await recorder.refuse('import-invalid', `POST ${cycle}/imports`, {
    ...{ caller: district, headers },
    body: recorder.say('序号,申报值\n5,二十八\n', 'component,value\n5,about 28\n'),
  });
}

/** What is refused to who has asked for more than its share. */
export async function refuseTooMany({ recorder, needs }: ExampleYear): Promise<void> {
  const callerShares = new CallerShares(new RequestShareStore(needs.table), 50);
  while ((await callerShares.waitFor(district.subject, true, needs.clock.now())) === 0);
  Object.assign(needs, { callerShares });
  await recorder.refuse('too-many-requests', `GET ${cycle}/ranking`, { caller: district });
  Object.assign(needs, { callerShares: undefined });
}

/** What the state of the year does not allow. */
export async function refuseInTime({ recorder }: ExampleYear): Promise<void> {
  const { refuse } = recorder;
  const body = { value: '600' };
  await refuse('already-exists', 'POST /v1/cycles', { caller: admin, body: opening('demo', 'east-west-70') });
  await refuse('not-yet-applied', `GET ${book}/score?minRevision=999`, { caller: district });
  await refuse('resync-needed', `GET ${cycle}/changes?after=999`, { caller: district });
  await refuse('revision-conflict', claim, { caller: district, body, headers: { 'if-match': '"1"' } });
  await refuse('state-conflict', `POST ${cycle}/reopenings`, {
    caller: admin,
    body: { scope: { districts: ['zhenhai'] }, reason: '…', until: '2026-12-28T00:00:00+08:00' },
  });
}

/** After the last day, and after the result is sealed. */
export async function refuseAfter(slug: 'cycle-closed' | 'cycle-finalized', { recorder }: ExampleYear): Promise<void> {
  await recorder.refuse(slug, claim, { caller: district, body: { value: '600' } });
}
