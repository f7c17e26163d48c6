import { type BookChange, type Decision, type DecisionContext, unchanged } from '../../lib/domain/book-change.ts';
import type { FileWish, OpenedBook } from '../../lib/domain/ports.ts';
import { isRejection, reject, rejectFaults } from '../../lib/domain/rejection.ts';
import type { Rejection } from '../contract/refusals.ts';
import type { Answer, EndpointRequest } from '../http/endpoint.ts';
import { matchesIfMatch } from '../http/entity-tags.ts';
import { replayed, replyToKeep } from '../http/kept-reply.ts';
import { type CycleRules, unknownDistrict } from './cycle-rules.ts';
import type { Dependencies } from './dependencies.ts';
import { untilCommitted } from './until-committed.ts';

/** What a story of a book's write adds to the protocol that all of them share. */
export interface BookWrite {
  /** Components that the decision looks at. */
  readonly components: readonly string[];
  /** Files that the decision looks at. */
  readonly files?: FileWish;
  readonly decide: (context: DecisionContext, opened: OpenedBook) => Decision | Rejection;
  readonly status: Answer['status'];
  /** The reply's body, given the book's revision after the write, and the book that was decided about; the receipt is added to it. */
  readonly reply: (revision: number, opened: OpenedBook) => object | Promise<object>;
  /** The answer where there was nothing to do, if it is another one. */
  readonly whenUnchanged?: (opened: OpenedBook) => { readonly status: Answer['status']; readonly body: object };
}

/** A transaction holds 100 items: besides the components the head, the audit entry and the reply. */
const itemsMax = 97;
/** An item holds 400 KB, and an audit entry says of every component what it was and what it became. */
const entryBytesMax = 380_000;

/**
 * Reads what the decision needs, decides, and writes in one transaction. Whatever moved in between makes the
 * transaction fail as a whole, and the decision is made again on what is there then.
 */
export async function writeBook(
  needs: Pick<Dependencies, 'books' | 'replies' | 'cycles' | 'clock' | 'pause'>,
  { scheme }: CycleRules,
  request: EndpointRequest,
  write: BookWrite,
): Promise<Answer | Rejection> {
  const { cycle, district } = request.path;
  const { ids = [] } = write.files ?? {};
  if (new Set(write.components).size + new Set(ids).size > itemsMax) return tooManyAtOnce;
  return untilCommitted(needs, async () => {
    const opened = await needs.books.open(cycle, district, write.components, request.idempotency.replyId, write.files);
    if (!opened) return unknownDistrict;
    if (opened.reply) return replayed(opened.reply, request.idempotency);
    const stale = refuseStale(request, opened);
    if (stale) return stale;
    const { caller, receivedAt } = request;
    const decision = write.decide({ scheme, book: opened.book, actor: caller, receivedAt }, opened);
    if (isRejection(decision)) return explainClosed(needs, cycle, decision);
    if (decision !== unchanged && isTooLarge(decision)) return tooManyAtOnce;
    const answer = await answerOf(write, opened, decision);
    return (await store(needs, request, decision, answer)) === 'committed' ? answer : 'outdated';
  });
}

function refuseStale({ ifMatch }: EndpointRequest, { book }: OpenedBook): Rejection | null {
  const { revision } = book.head;
  if (ifMatch === undefined || matchesIfMatch(ifMatch, revision)) return null;
  const text = {
    zh: `台账修订号已到 ${revision}。请重新读取台账，确认后再提交。`,
    en: `The book has moved on to revision ${revision}. Read it again, then decide whether to submit.`,
  };
  return reject('revision-conflict', text, { revision });
}

function isTooLarge({ entry }: BookChange): boolean {
  return Buffer.byteLength(JSON.stringify(entry)) > entryBytesMax;
}

const tooManyAtOnce = rejectFaults([
  {
    path: [],
    code: 'too-many-items',
    message: {
      zh: '一次提交涉及的考核内容或文字过多，请分次提交。',
      en: 'More components or text than one write can hold; send them in parts.',
    },
  },
]);

async function answerOf(
  write: BookWrite,
  opened: OpenedBook,
  decision: BookChange | typeof unchanged,
): Promise<Answer> {
  const { revision, auditHead } = decision === unchanged ? opened.book.head : decision.head;
  const unmoved = decision === unchanged && write.whenUnchanged?.(opened);
  const { status, body } = unmoved || { status: write.status, body: await write.reply(revision, opened) };
  return { status, body: { ...body, receipt: { revision, auditHead } }, etag: `"${revision}"` };
}

/** A write that changes nothing makes no revision, but its reply is kept all the same. */
function store(
  { books, replies }: Pick<Dependencies, 'books' | 'replies'>,
  { idempotency, receivedAt }: EndpointRequest,
  decision: BookChange | typeof unchanged,
  answer: Answer,
) {
  const reply = replyToKeep(answer, idempotency, receivedAt);
  if (decision !== unchanged) return books.append(decision, reply);
  return reply ? replies.save(reply) : Promise.resolve('committed' as const);
}

/** A closed gate says more where the cycle is finalized already. */
async function explainClosed(
  { cycles }: Pick<Dependencies, 'cycles'>,
  id: string,
  rejection: Rejection,
): Promise<Rejection> {
  if (rejection.rejected !== 'cycle-closed') return rejection;
  const cycle = await cycles.load(id);
  if (cycle?.state !== 'finalized') return rejection;
  return reject('cycle-finalized', {
    zh: '本周期已定稿，结果不可更改；更正须由管理员申请、第二人批准重新开放。',
    en: 'The cycle is finalized and its result can’t be edited; a correction needs a reopening, requested by one administrator and approved by another.',
  });
}
