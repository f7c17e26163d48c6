import { admin, assessor, portal } from '../../support/sample-service.ts';
import { announcementOf, pdfNumber } from '../../support/uploads.ts';
import { book, cycle, digestOf, district, type ExampleYear, excerpt, opening } from './year.ts';

const paper = pdfNumber(1);

/** Scheme, cycles and what receives events: what an administrator does before anybody hands in anything. */
export async function showOpening({ recorder }: ExampleYear): Promise<void> {
  const scheme = await excerpt();
  const load = { caller: admin, body: scheme };
  await recorder.show(`PUT /v1/schemes/${scheme.id}`, load);
  await recorder.show(`PUT /v1/schemes/${scheme.id}`, { caller: admin, body: scheme });
  await recorder.show('POST /v1/cycles', {
    caller: admin,
    body: opening('trial', 'east-west-70', ['tonglu', 'zhuji']),
  });
  await recorder.send('POST /v1/cycles', { caller: admin, body: opening('demo', scheme.id) });
  const webhook = { url: 'https://portal.example.org/kaohe', types: ['ClaimReturned', 'ScoreChanged'] };
  const registered = { caller: admin, body: { ...webhook, district: 'zhenhai' } };
  const { secret } = await recorder.show('PUT /v1/webhooks/zhenhai', registered);
  recorder.stand(`whsec_${Buffer.from(digestOf('secret'), 'hex').toString('base64')}`, secret);
}

/** Targets, files and claims. */
export async function showHandingIn(year: ExampleYear): Promise<void> {
  const { recorder, at, settle } = year;
  at('09-02T10:00');
  const targets = { '5': '30', '16': '400', '19': '1' };
  await recorder.show(`PUT ${book}/targets`, { caller: assessor, body: { targets } });
  for (const other of ['songjiang', 'yuhang'])
    await recorder.send(`PUT ${cycle}/districts/${other}/targets`, { caller: assessor, body: { targets } });
  at('10-12T09:30');
  const evidence = [await showFile(year)];
  await showTable(year);
  await showLargeTable(year);
  const note = recorder.say('演示数据，数值为虚构。', 'Made up for this example.');
  await recorder.show(`PUT ${book}/components/16/claim`, {
    caller: district,
    body: { value: '600', note },
    as: ['value', '只报数值和备注', 'A value and a note'],
  });
  at('10-12T10:00');
  await recorder.show(`PUT ${book}/components/16/claim`, {
    caller: district,
    body: { value: '605', evidence, note },
    as: ['evidence', '附佐证材料', 'With evidence'],
  });
  await recorder.show(`POST ${book}/claims`, {
    caller: district,
    body: {
      claims: [
        { component: '5', value: '27' },
        { component: '12', value: '1', note },
      ],
    },
    as: ['values', '只报数值和备注', 'Values and notes'],
  });
  const claims = ['5', '12', '19'].map((component) => ({
    component,
    value: { '5': '28' }[component] ?? '1',
    evidence,
    note,
  }));
  await recorder.show(`POST ${book}/claims`, {
    caller: district,
    body: { claims },
    as: ['evidence', '附佐证材料', 'With evidence'],
  });
  await handInElsewhere(year);
  await settle();
}

/** A paper is announced, uploaded and found again; one that came by mistake is withdrawn. */
async function showFile({ recorder, arrive }: ExampleYear): Promise<string> {
  const fileName = recorder.say('选派文件（演示）.pdf', 'dispatch-paper-example.pdf');
  const note = recorder.say('演示用样例文件。', 'A sample file for this example.');
  const announced = announcementOf(paper, { fileName, kind: 'dispatch-paper', components: ['5', '16'], note });
  const { id } = await recorder.show(`POST ${book}/evidence`, { caller: district, body: announced });
  await arrive(id, paper);
  await recorder.send(`POST ${book}/evidence`, { caller: district, body: announced });
  await recorder.show(`POST ${book}/evidence`, { caller: district, body: announced });
  const mistaken = announcementOf(pdfNumber(2), { fileName: recorder.say('误传.pdf', 'by-mistake.pdf') });
  const { body: wrong } = await recorder.send(`POST ${book}/evidence`, { caller: district, body: mistaken });
  await arrive(wrong.id, pdfNumber(2));
  await recorder.show(`POST ${book}/evidence/${wrong.id}/withdrawal`, {
    caller: district,
    body: { reason: recorder.say('上传有误，另行提交。', 'Uploaded by mistake; the right one follows.') },
  });
  return id;
}

/** A table of claims is uploaded by a ticket, tried and imported. */
async function showTable({ recorder, needs }: ExampleYear): Promise<void> {
  const table = Buffer.from(recorder.say('序号,申报值\n5,２６\n', 'component,value\n5,２６\n'));
  const { contentType, sizeBytes, sha256 } = announcementOf(table, { contentType: 'text/csv' });
  const announced = { contentType, sizeBytes, sha256 };
  const { id } = await recorder.show(`POST ${cycle}/import-tickets`, { caller: district, body: announced });
  needs.files.upload([...needs.files.tickets.keys()].at(-1)!, table);
  const sent = { caller: district, body: { evidence: id } };
  await recorder.show(`POST ${cycle}/imports?dryRun=true`, {
    ...sent,
    as: ['trial', '只检查，不写入', 'Looked at only'],
  });
  await recorder.show(`POST ${cycle}/imports`, { ...sent, as: ['written', '写入', 'Written'] });
}

/** A table of more districts than a request has time for, as it stands right after its request. */
async function showLargeTable({ recorder, needs }: ExampleYear): Promise<void> {
  const ids = Array.from({ length: 160 }, (_, at) => `district-${at + 1}`);
  const districts = ids.map((id) => ({ id, name: { zh: id, en: id }, group: null }));
  await recorder.send('POST /v1/cycles', {
    caller: admin,
    body: { ...opening('trial-large', 'east-west-70'), districts },
  });
  const { id } = await recorder.show('POST /v1/cycles/trial-large/imports', {
    caller: assessor,
    body: `district,component,target\n${ids.map((district) => `${district},5,30\n`).join('')}`,
    headers: { 'content-type': 'text/csv' },
    // Its time is over before it has begun.
    receivedAt: needs.clock.now() - 20_000,
    as: ['large', '区县很多，在后台继续', 'Of many districts, which goes on'],
  });
  await recorder.show(`GET /v1/cycles/trial-large/imports/${id}`, { caller: assessor });
}

/** Two other districts, one of which hands in the same paper. */
async function handInElsewhere({ recorder, arrive }: ExampleYear): Promise<void> {
  for (const [other, value] of [
    ['songjiang', '543'],
    ['yuhang', '480'],
  ] as const) {
    const caller = portal(other);
    const of = `${cycle}/districts/${other}`;
    const bytes = other === 'yuhang' ? paper : pdfNumber(3);
    const { body } = await recorder.send(`POST ${of}/evidence`, { caller, body: announcementOf(bytes) });
    await arrive(body.id, bytes, other);
    await recorder.send(`PUT ${of}/components/16/claim`, { caller, body: { value, evidence: [body.id] } });
  }
}

/** The four ways in which an assessor judges a claim. */
export async function showJudging({ recorder, at, settle }: ExampleYear): Promise<void> {
  at('10-20T14:00');
  const { body } = await recorder.send(`GET ${book}/book`, { caller: assessor });
  const revisions = new Map<string, number>(
    body.components.flatMap((one: { component: string; claim: { revision: number } | null }) =>
      one.claim ? [[one.component, one.claim.revision]] : [],
    ),
  );
  const judge = (component: string, said: object, as: [string, string, string]) =>
    recorder.show(`POST ${book}/components/${component}/assessments`, {
      caller: assessor,
      body: { claimRevision: revisions.get(component), ...said },
      as,
    });
  const { say } = recorder;
  const onSite = { visitedOn: '2026-10-19', participants: [say('演示考核员', 'Demo assessor')] };
  await judge('16', { decision: 'verify', reason: say('与佐证材料相符。', 'Agrees with the evidence.') }, [
    'verify',
    '按申报数核定',
    'Verified as claimed',
  ]);
  await judge(
    '5',
    { decision: 'correct', value: '27', reason: say('一人服务未满一个月。', 'One of them served less than a month.') },
    ['correct', '更正后核定', 'Corrected'],
  );
  await judge('12', { decision: 'deduct', deduction: '1', reason: say('未设立专卖店。', 'No shop was opened.') }, [
    'deduct',
    '酌情扣分',
    'Points deducted',
  ]);
  await judge('19', { decision: 'verify', onSite, reason: say('现场核验属实。', 'Found so on the spot.') }, [
    'on-site',
    '现场核验后核定',
    'Verified on the spot',
  ]);
  await settle();
  at('10-21T09:00');
  await judge(
    '5',
    {
      decision: 'return',
      reason: say('请补充服务期限证明后重新申报。', 'Please add proof of how long they served and claim again.'),
    },
    ['return', '退回', 'Returned'],
  );
  await settle();
}
