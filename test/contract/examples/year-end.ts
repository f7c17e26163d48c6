import { admin } from '../../support/sample-service.ts';
import { refuseAfter } from './refusals.ts';
import { cycle, digestOf, type ExampleYear } from './year.ts';

const secondAdmin = { ...admin, subject: 'admin-2' };

/** What is delivered to a webhook, tried and delivered again. */
export async function showWebhooks({ recorder }: ExampleYear): Promise<void> {
  const webhook = '/v1/webhooks/zhenhai';
  const caller = admin;
  await recorder.show(`GET ${webhook}`, { caller });
  await recorder.show('GET /v1/webhooks?limit=2', { caller });
  const { items } = await recorder.show(`GET ${webhook}/deliveries?limit=2`, { caller });
  await recorder.show(`POST ${webhook}/test`, { caller, body: {} });
  await recorder.show(`POST ${webhook}/replay`, {
    caller,
    body: { after: items[0].event },
    as: ['event', '某一事件之后', 'After an event'],
  });
  await recorder.show(`POST ${webhook}/replay`, {
    caller,
    body: { after: '2026-10-20T00:00:00+08:00' },
    as: ['instant', '某一时刻之后', 'After an instant'],
  });
  const all = { url: 'https://portal.example.org/kaohe', types: ['RankingChanged', 'CycleFinalized'] };
  await recorder.show(`PUT ${webhook}`, { caller, body: all, as: ['change', '更改已登记的', 'Changed'] });
  await recorder.show(`DELETE ${webhook}`, { caller });
}

/** The result is looked at, sealed, read and opened again for a correction. */
export async function showSealing(year: ExampleYear): Promise<void> {
  const { recorder, at, needs } = year;
  at('12-20T09:00');
  const preview = await recorder.show(`GET ${cycle}/finalization`, { caller: admin });
  const comment = recorder.say('经复核，同意定稿。', 'Checked again and agreed.');
  const order = { caller: admin, body: { expectedDigest: preview.digest, comment } };
  const load = needs.anchors.load.bind(needs.anchors);
  needs.anchors.load = (...asked) => {
    at('12-20T09:01');
    return load(...asked);
  };
  await recorder.show(`POST ${cycle}/finalization`, order);
  await recorder.show(`POST ${cycle}/finalization`, order);
  await refuseAfter('cycle-finalized', year);
  at('12-21T09:00');
  await recorder.show(`GET ${cycle}/final?revision=1`, { caller: admin });
  const reason = recorder.say('镇海区第 5 项复核有误，需更正。', 'Component 5 of Zhenhai was judged wrongly.');
  const scope = { districts: ['zhenhai'], components: ['5'] };
  const body = { scope, reason, until: '2026-12-28T00:00:00+08:00' };
  const { id } = await recorder.show(`POST ${cycle}/reopenings`, { caller: admin, body });
  recorder.stand(digestOf('reopening').slice(0, 24), id);
  await recorder.show(`GET ${cycle}/reopenings?limit=2`, { caller: admin });
  await recorder.show(`GET ${cycle}/reopenings/${id}`, { caller: admin });
  await recorder.refuse('second-approver-needed', `POST ${cycle}/reopenings/${id}/approval`, { caller: admin });
  await recorder.show(`POST ${cycle}/reopenings/${id}/approval`, {
    caller: secondAdmin,
    body: { comment: recorder.say('同意。', 'Agreed.') },
  });
}
