import { type BookChange, type Decision, type DecisionContext, unchanged } from '../../lib/domain/book-change.ts';
import type { Cycle } from '../../lib/domain/cycle.ts';
import { type CitedEvidence, citationOf } from '../../lib/domain/evidence.ts';
import { Busy, type FileWish, type OpenedBook, type ReplyPlace, type StoredReply } from '../../lib/domain/ports.ts';
import { isRejection, reject, rejectFaults } from '../../lib/domain/rejection.ts';
import { type Rejection, unknownDistrict } from '../contract/refusals.ts';
import type { PathParameters } from '../contract/route.ts';
import type { Already, KeptBefore } from '../contract/told.ts';
import type { CycleRules } from './cycle-rules.ts';
import type { Dependencies } from './dependencies.ts';

/** A request to write a book, as the edge hands it over; `Told` is what its route may answer. */
export interface BookRequest<Told> {
  readonly path: Pick<PathParameters, 'cycle' | 'district'>;
  readonly rules: CycleRules;
  readonly caller: DecisionContext['actor'];
  readonly receivedAt: number;
  readonly replyPlace: ReplyPlace | null;
  readonly keep: (told: Told) => StoredReply | null;
  readonly matches: (revision: number) => boolean;
}

type OwnReply<Told> = Omit<Exclude<Told, Already<unknown>>, 'receipt'>;
type AgainReply<Told> = Told extends Already<infer Reply> ? Omit<Reply, 'receipt'> : never;

/** What a story of a book's write adds to the protocol that all of them share. */
export interface BookWrite<Told> {
  /** Components that the decision looks at. */
  readonly components: readonly string[];
  /** Files that the decision looks at. */
  readonly files?: FileWish;
  readonly decide: (context: DecisionContext, opened: OpenedBook) => Decision | Rejection;
  /** The reply, given the book's revision after the write, and the book that was decided about; the receipt is added to it. */
  readonly reply: (revision: number, opened: OpenedBook) => OwnReply<Told> | Promise<OwnReply<Told>>;
  /** The reply where there was nothing to do, if it is another one. */
  readonly whenUnchanged?: (opened: OpenedBook) => AgainReply<Told>;
}

/** A transaction holds 100 items: besides the components the head, the audit entry and the reply. */
const itemsMax = 97;
/** An item holds 400 KB, and an audit entry says of every component what it was and what it became. */
const entryBytesMax = 380_000;

/**
 * Reads what the decision needs, decides, and writes in one transaction. Whatever moved in between makes the
 * transaction fail as a whole, and the decision is made again on what is there then.
 */
export async function writeBook<Told>(
  needs: Pick<Dependencies, 'books' | 'replies' | 'cycles' | 'clock' | 'pause'>,
  request: BookRequest<Told>,
  write: BookWrite<Told>,
): Promise<Told | Rejection | KeptBefore> {
  const { path, rules, caller, receivedAt, replyPlace } = request;
  const { cycle, district } = path;
  if (isTooMuch(write.components, write.files?.ids)) return tooManyAtOnce;
  return untilCommitted<Told | Rejection | KeptBefore>(needs, async () => {
    const opened = await needs.books.open(cycle, district, write.components, replyPlace?.id ?? null, write.files);
    if (!opened) return unknownDistrict;
    if (opened.reply) return { kept: opened.reply };
    const { revision } = opened.book.head;
    if (!request.matches(revision)) return stale(revision);
    const context = { scheme: rules.scheme, book: opened.book, actor: caller, receivedAt };
    const decision = write.decide(context, opened);
    if (isRejection(decision)) return explainClosed(needs, cycle, decision as Rejection);
    if (decision !== unchanged && isTooLarge(decision)) return tooManyAtOnce;
    const told = await tell(write, opened, decision);
    return (await store(needs, decision, request.keep(told))) === 'committed' ? told : 'outdated';
  });
}

/** Whether a decision looks at more components and files than one transaction holds. */
export function isTooMuch(components: readonly string[], files: readonly string[] = []): boolean {
  return new Set(components).size + new Set(files).size > itemsMax;
}

function stale(revision: number): Rejection {
  const text = {
    zh: `台账修订号已到 ${revision}。请重新读取台账，确认后再提交。`,
    en: `The book has moved on to revision ${revision}. Read it again, then decide whether to submit.`,
  };
  return reject('revision-conflict', text, { revision });
}

function isTooLarge({ entry }: BookChange): boolean {
  return Buffer.byteLength(JSON.stringify(entry)) > entryBytesMax;
}

/** The refusal of more than one write can hold. */
export const tooManyAtOnce = rejectFaults([
  {
    path: [],
    code: 'too-many-items',
    message: {
      zh: '一次提交涉及的考核内容或文字过多，请分次提交。',
      en: 'More components or text than one write can hold; send them in parts.',
    },
  },
]);

async function tell<Told>(
  write: BookWrite<Told>,
  opened: OpenedBook,
  decision: BookChange | typeof unchanged,
): Promise<Told> {
  const { revision, auditHead } = decision === unchanged ? opened.book.head : decision.head;
  const receipt = { revision, auditHead };
  if (decision === unchanged && write.whenUnchanged)
    return { already: { ...write.whenUnchanged(opened), receipt } } as Told;
  return { ...(await write.reply(revision, opened)), receipt } as Told;
}

/** A write that changes nothing makes no revision, but its reply is kept all the same. */
function store(
  { books, replies }: Pick<Dependencies, 'books' | 'replies'>,
  decision: BookChange | typeof unchanged,
  reply: StoredReply | null,
) {
  if (decision !== unchanged) return books.append(decision, reply);
  return reply ? replies.save(reply) : Promise.resolve('committed' as const);
}

/** The refusal of a write; that of a closed gate is looked at again in the cycle as it stands. */
export async function explainClosed(
  { cycles }: Pick<Dependencies, 'cycles'>,
  id: string,
  rejection: Rejection,
): Promise<Rejection> {
  return rejection.rejected === 'cycle-closed' ? closedIn(await cycles.load(id), rejection) : rejection;
}

/** The refusal of a closed gate, which says more where the cycle is finalized already. */
export function closedIn(cycle: Cycle | null, rejection: Rejection): Rejection {
  if (cycle?.state !== 'finalized') return rejection;
  return reject('cycle-finalized', {
    zh: '本周期已定稿，结果不可更改；更正须由管理员申请、第二人批准重新开放。',
    en: 'The cycle is finalized and its result can’t be edited; a correction needs a reopening, requested by one administrator and approved by another.',
  });
}

/** The asked files that are stored, as they may be cited. */
export function storedFiles({ evidence }: OpenedBook): Map<string, CitedEvidence> {
  const stored = [...evidence.values()].filter(({ state }) => state === 'stored');
  return new Map(stored.map((file) => [file.id, citationOf(file)]));
}

/** Well under the time that the functions have which write books, whatever the last try still takes. */
const patienceMilliseconds = 10_000;

/** About as long as a dozen writes of one book take one after the other. */
const pauseMillisecondsMax = 400;

/**
 * Decides again on what is there then, as long as a decision comes out `outdated`: somebody else has written meanwhile
 * and got on. The pauses before it have full jitter, so that many writers of one book come to their turns instead of
 * meeting again at once. `Busy` once ten seconds have passed so [T 51].
 */
export async function untilCommitted<T>(
  { clock, pause }: Pick<Dependencies, 'clock' | 'pause'>,
  decide: () => Promise<T | 'outdated'>,
): Promise<T> {
  let metAt: number | null = null;
  let paused = 0;
  for (let attempt = 1; ; attempt++) {
    const outcome = await decide();
    if (outcome !== 'outdated') return outcome;
    // From the first meeting on: what was looked at before it may have taken long, as the scan of a file does.
    metAt ??= clock.now();
    if (Math.max(paused, clock.now() - metAt) >= patienceMilliseconds) throw new Busy('the book kept moving');
    const milliseconds = Math.random() * Math.min(pauseMillisecondsMax, 10 * 2 ** attempt);
    paused += milliseconds;
    await pause(milliseconds);
  }
}
