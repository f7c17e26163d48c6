import '../support/quiet.ts';
import { beforeEach, describe, expect, it } from 'vitest';
import { registerEvidence } from '../../functions/register-evidence/register-evidence.ts';
import { dependenciesOn } from '../../functions/wiring/own-dependencies.ts';
import { findChainBreak } from '../../lib/domain/audit-chain.ts';
import { sha256 } from '../../lib/domain/digest.ts';
import { objectKeyOf } from '../../lib/domain/evidence.ts';
import { type ApiClient, apiClient, type TestReply } from '../support/api-client.ts';
import { useDynamoDbLocal } from '../support/dynamodb.ts';
import { memoryFiles } from '../support/memory/dependencies.ts';
import { firstBoard, sampleCycle } from '../support/sample-cycle.ts';
import { pdfFile } from '../support/sample-files.ts';
import { announcementOf, arrivalEvent } from '../support/uploads.ts';

const freshTable = useDynamoDbLocal();
const base = '/v1/cycles/2019/districts/d-001';
const caller = { role: 'district', district: 'd-001', subject: 'portal-1' };

let stores: ReturnType<typeof dependenciesOn>;
let needs: ReturnType<typeof memoryFiles> & typeof stores;
let send: ApiClient;
beforeEach(async () => {
  const { client, tableName } = await freshTable();
  stores = dependenciesOn(client, tableName);
  const cycle = { ...sampleCycle('2019', 1), submissionsCloseAt: '2999-01-01T00:00:00Z' };
  await stores.cycles.create(cycle, firstBoard(cycle), null);
  needs = { ...memoryFiles(stores.clock), ...stores };
  send = apiClient(needs);
});

/** As many writers at once as asked for, each of whom sends its writes one after the other. */
function writing(writers: number, writes: number, sendOne: (writer: number, write: number) => Promise<TestReply>) {
  return Promise.all(
    Array.from({ length: writers }, async (_, writer) => {
      const replies: TestReply[] = [];
      for (let write = 0; write < writes; write++) replies.push(await sendOne(writer, write));
      return replies;
    }),
  );
}

describe('a portal that writes its book from many places at once', () => {
  it('has every claim stored: eight writers, each with revisions that increase', async () => {
    const components = ['1', '2', '3', '5', '6', '7', '8', '9'];
    const byWriter = await writing(8, 20, (writer, write) =>
      send(`PUT ${base}/components/${components[writer]}/claim`, { caller, body: { value: String(write + 1) } }),
    );
    expect(byWriter.flat().filter(({ status }) => status !== 200)).toEqual([]);
    for (const replies of byWriter) {
      const revisions = replies.map(({ body }) => body.revision as number);
      expect(revisions).toEqual([...revisions].sort((a, b) => a - b));
    }
    const all = byWriter.flat().map(({ body }) => body.revision as number);
    expect([...all].sort((a, b) => a - b)).toEqual(all.map((_, index) => index + 1));
    const { head, components: stored } = (await stores.books.load('2019', 'd-001'))!;
    expect(components.map((id) => stored.get(id)?.claim?.value)).toEqual(components.map(() => '20'));
    const history = await stores.books.history('2019', 'd-001', null, 1000);
    expect(findChainBreak(history.reverse(), head)).toBeNull();
  }, 60_000);

  it('has every ticket: three at a time', async () => {
    const byWriter = await writing(3, 10, (writer, write) => {
      const facts = { fileName: `附件${writer}-${write}.pdf`, contentType: 'application/pdf', kind: 'minutes' };
      const body = { ...facts, sizeBytes: 100, sha256: sha256(`${writer}-${write}`) };
      return send(`POST ${base}/evidence`, { caller, body });
    });
    const replies = byWriter.flat();
    expect(replies.filter(({ status }) => status !== 201)).toEqual([]);
    expect(new Set(replies.map(({ body }) => body.revision)).size).toBe(30);
    expect((await stores.books.evidence('2019', 'd-001')).map(({ revision }) => revision).sort()).toHaveLength(30);
  }, 60_000);

  it('has the same bytes kept once, from five uploads whose events come twice and at once, until the last is withdrawn', async () => {
    const announce = () => send(`POST ${base}/evidence`, { caller, body: announcementOf(pdfFile) });
    const ids: string[] = [];
    for (let ticket = 0; ticket < 5; ticket++) ids.push((await announce()).body.id);
    const events = ids.map((id) => {
      const version = needs.files.upload(objectKeyOf('2019', 'd-001', id), pdfFile);
      return arrivalEvent(id, version, { district: 'd-001', at: Date.now() });
    });
    await Promise.all([...events, ...events].map((event) => registerEvidence(needs, event)));
    const files = await stores.books.evidence('2019', 'd-001');
    const kept = new Set(files.map(({ state, objectKey, versionId }) => `${state} ${objectKey}?${versionId}`));
    expect([files.length, kept.size]).toEqual([5, 1]);
    expect(new Set(needs.files.discarded).size).toBe(4);
    for (const name of needs.files.discarded) expect([...kept][0]).not.toContain(name);
    const withdraw = (id: string) =>
      send(`POST ${base}/evidence/${id}/withdrawal`, { caller, body: { reason: '传错了' } });
    const answers = await Promise.all(ids.slice(0, 4).map(withdraw));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    expect(await announce()).toMatchObject({ status: 200, body: { id: ids[4] } });
    expect((await withdraw(ids[4]!)).status).toBe(200);
    expect((await announce()).status).toBe(201);
  }, 60_000);
});
