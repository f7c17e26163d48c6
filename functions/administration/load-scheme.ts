import { canonicalJson } from '../../lib/domain/digest.ts';
import { reject, rejectFaults } from '../../lib/domain/rejection.ts';
import { schemeSchema } from '../../lib/domain/scheme-document.ts';
import type { Rejection } from '../contract/refusals.ts';
import type { Route } from '../contract/route.ts';
import { type Answer, endpoint, type RequestOf } from '../http/endpoint.ts';
import { answerOnce, replyToKeep } from '../http/kept-reply.ts';
import type { Dependencies } from '../protocols/dependencies.ts';

const route = {
  name: 'loadScheme',
  method: 'PUT',
  path: '/v1/schemes/{scheme}',
  function: 'administration',
  roles: ['admin'],
  summary: { zh: '载入一个考核办法（一经载入不可更改）', en: 'Load a scheme, write-once' },
  body: schemeSchema,
  reply: { status: 201, schema: schemeSchema, again: schemeSchema },
  refusals: ['already-exists', 'idempotency-key-reused', 'busy'],
} as const satisfies Route;

/** An administrator loads another scheme. Repeating the very same document is fine; another under the same id is not. */
function loadScheme(needs: Dependencies, request: RequestOf<typeof route>): Promise<Answer | Rejection> {
  return answerOnce(needs, request.idempotency, () => load(needs, request));
}

async function load({ schemes, replies }: Dependencies, request: RequestOf<typeof route>) {
  const document = request.body;
  if (document.id !== request.path.scheme) return otherId;
  const { idempotency, receivedAt } = request;
  const made: Answer = { status: 201, body: document };
  if ((await schemes.save(document, replyToKeep(made, idempotency, receivedAt))) === 'committed') return made;
  const stored = await schemes.load(document.id);
  if (!stored) return null;
  if (canonicalJson(stored) !== canonicalJson(document)) return taken(document.id);
  const again: Answer = { status: 200, body: document };
  const reply = replyToKeep(again, idempotency, receivedAt);
  return reply && (await replies.save(reply)) === 'outdated' ? null : again;
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
