import { canonicalJson } from '../../lib/domain/digest.ts';
import { reject, rejectFaults } from '../../lib/domain/rejection.ts';
import type { Rejection } from '../contract/refusals.ts';
import type { Route } from '../contract/route.ts';
import { loadSchemeShape, schemeShape } from '../contract/scheme-shape.ts';
import { endpoint, type RequestOf } from '../http/endpoint.ts';
import { cursorSecret } from '../http/pages.ts';
import type { Dependencies } from '../protocols/dependencies.ts';

/** An expression of twelve levels stands 31 deep in a document; one that is somewhat deeper is told where. */
export const documentDepthMax = 40;

const route = {
  name: 'loadScheme',
  method: 'PUT',
  path: '/v1/schemes/{scheme}',
  function: 'administration',
  roles: ['admin'],
  summary: { zh: '载入一个考核办法（一经载入不可更改）', en: 'Load a scheme, write-once' },
  needs: ['kept-reply'],
  load: loadSchemeShape,
  body: schemeShape,
  bodyDepthMax: documentDepthMax,
  reply: { status: 201, schema: schemeShape, again: schemeShape },
  refusals: ['already-exists', 'idempotency-key-reused', 'busy'],
} as const satisfies Route;

/** An administrator loads another scheme. Repeating the very same document is fine; another under the same id is not. */
async function loadScheme({ schemes, replies, secrets }: Dependencies, { path, body, keep }: RequestOf<typeof route>) {
  if (body.id !== path.scheme) return otherId;
  await secrets.ensure(cursorSecret);
  if ((await schemes.save(body, keep(body))) === 'committed') return body;
  const stored = await schemes.load(body.id);
  if (!stored) return 'outdated';
  if (canonicalJson(stored) !== canonicalJson(body)) return taken(body.id);
  const again = { already: body };
  const reply = keep(again);
  return reply && (await replies.save(reply)) === 'outdated' ? 'outdated' : again;
}

const otherId = rejectFaults([
  {
    path: ['id'],
    code: 'value-out-of-range',
    message: { zh: 'id 须与地址中的编号相同。', en: 'The id must be the one in the address.' },
  },
]);

function taken(id: string): Rejection {
  return reject('already-exists', {
    zh: `编号 ${id} 下已有另一份考核办法；办法一经载入不可更改，请另取编号。`,
    en: `Another scheme is stored under ${id}. A scheme can't be changed once it is loaded; choose another id.`,
  });
}

export const loadSchemeEndpoint = endpoint(route, loadScheme);
