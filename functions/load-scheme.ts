import { canonicalJson } from '../lib/domain/digest.ts';
import { type Rejection, reject, rejectBody } from '../lib/domain/rejection.ts';
import { type SchemeDocument, schemeSchema } from '../lib/domain/scheme-document.ts';
import type { Dependencies } from './shared/dependencies.ts';
import { type Answer, endpoint, type RequestOf } from './shared/endpoint.ts';
import { keptReply, replyToKeep } from './shared/kept-reply.ts';
import type { Route } from './shared/route.ts';

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
async function loadScheme(needs: Dependencies, request: RequestOf<typeof route>): Promise<Answer | Rejection> {
  const kept = await keptReply(() => needs, request.idempotency);
  if (kept) return kept;
  const document = request.body;
  if (document.id !== request.path.scheme) return otherId;
  const status = await save(needs, document);
  if (status === null) return taken(document.id);
  const answer: Answer = { status, body: document };
  const reply = replyToKeep(answer, request.idempotency, request.receivedAt);
  if (reply) await needs.replies.save(reply);
  return answer;
}

/** 201 for a new document, 200 for one that is there already, `null` if the id holds another. */
async function save({ schemes }: Dependencies, document: SchemeDocument): Promise<200 | 201 | null> {
  if ((await schemes.save(document)) === 'committed') return 201;
  const stored = await schemes.load(document.id);
  return stored && canonicalJson(stored) === canonicalJson(document) ? 200 : null;
}

const otherId = rejectBody([
  {
    pointer: '/id',
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
