import { useState } from 'preact/hooks';
import { type Reply, tell } from '../../client/index.ts';
import { useAccess } from '../access.ts';
import { api } from '../api.ts';
import type { CycleContext } from '../cycle.ts';
import { listText, timeText } from '../format.ts';
import { say, texts } from '../language.ts';
import { looks } from '../live.ts';
import { Fault, Read } from '../parts.tsx';
import { useResource } from '../resource.ts';
import { isLocal, person } from '../session.ts';
import { useWrite } from '../write.ts';
import { AskReopening } from './year-ask.tsx';
import { Order, OrderActions, OrderNote } from './year-order.tsx';

/** A request to reopen as the API shows it. */
export type Reopening = Reply<'getReopening'>;

async function readReopenings(cycle: string, signal: AbortSignal): Promise<Reopening[]> {
  const all: Reopening[] = [];
  for (let cursor: string | undefined; ; ) {
    const params = { path: { cycle }, query: { limit: 100, ...(cursor && { cursor }) } };
    const page = await tell(api.GET('/v1/cycles/{cycle}/reopenings', { params, signal }));
    all.push(...page.items);
    cursor = page.nextCursor;
    if (!cursor) return all.sort((a, b) => Date.parse(b.requestedAt) - Date.parse(a.requestedAt));
  }
}

/** Corrections of a sealed year: who asked for what, who approved, and both for who may. */
export function YearReopenings(context: CycleContext) {
  const { reopening: words } = texts.value.year;
  const { cycle } = context;
  const [hasSent, setSent] = useState(false);
  const read = useResource(
    (signal) => readReopenings(cycle.id, signal),
    ['reopenings', cycle.id],
    `${cycle.epoch} ${cycle.state} ${looks.value}`,
  );
  const access = useAccess(cycle);
  const sent = () => {
    setSent(true);
    read.reload();
  };
  return (
    <section>
      <h2>{words.heading}</h2>
      <p>{words.meaning}</p>
      {hasSent && (
        <p class="banner" role="status">
          {words.sent} {isLocal && words.anotherLocal}
        </p>
      )}
      {access.value?.get('requestReopening')?.allowed && <AskReopening {...context} sent={sent} />}
      <Read from={read}>
        {(all) =>
          all.length === 0 ? (
            <p>{words.none}</p>
          ) : (
            <ul class="requests">
              {all.map((request) => (
                <Request key={request.id} {...context} request={request} readAgain={read.reload} />
              ))}
            </ul>
          )
        }
      </Read>
    </section>
  );
}

interface RequestProps extends CycleContext {
  readonly request: Reopening;
  readonly readAgain: () => void;
}

function Request({ request, readAgain, ...context }: RequestProps) {
  const { reopening: words } = texts.value.year;
  const { timeZone } = context.cycle;
  const { requestedBy, requestedAt, approvedBy, approvedAt, revision, reason, until } = request;
  const state = standingOf(request, context);
  return (
    <li class={`request ${state}`}>
      <p>
        <strong>{words.states[state]}</strong> · {words.of(revision)} ·{' '}
        <bdi>{words.asked(requestedBy, timeText(requestedAt, timeZone))}</bdi>
        {approvedBy !== null && (
          <>
            {' '}
            · <bdi>{words.approvedBy(approvedBy, timeText(approvedAt!, timeZone))}</bdi>
          </>
        )}
      </p>
      <dl class="terms">
        <dt>{words.reason}</dt>
        <dd class="request-reason">
          <bdi>{reason}</bdi>
        </dd>
        <dt>{words.scope}</dt>
        <dd>
          <bdi>{scopeText(request, context)}</bdi>
        </dd>
        <dt>{words.openUntil}</dt>
        <dd>{timeText(until, timeZone)}</dd>
      </dl>
      {state === 'waiting' && <Waiting {...context} {...{ request, readAgain }} />}
    </li>
  );
}

/** A request that nobody can approve any more has lapsed: its end has passed, or its result was corrected meanwhile. */
function standingOf({ state, revision, until }: Reopening, { cycle }: CycleContext): 'waiting' | 'approved' | 'lapsed' {
  if (state === 'approved') return 'approved';
  return revision === cycle.finalRevision && Date.parse(until) > Date.now() ? 'waiting' : 'lapsed';
}

function scopeText({ scope }: Reopening, { nameOf, components }: CycleContext): string {
  const { reopening: words } = texts.value.year;
  const names = new Map(components.map(({ id, name }) => [id, say(name)]));
  const parts = scope.components?.map((id) => `${id} ${names.get(id)}`);
  return `${listText(scope.districts.map((id) => say(nameOf(id))))} · ${parts ? listText(parts) : words.allComponents}`;
}

function Waiting({ request, readAgain, cycle, reload }: RequestProps) {
  const { reopening: words } = texts.value.year;
  const { role, subject } = person.value!;
  if (role !== 'admin') return <p>{words.onlyAdmin}</p>;
  if (subject === request.requestedBy)
    return (
      <p>
        {words.another} {isLocal && words.anotherLocal}
      </p>
    );
  const approveIn = (close: () => void) => {
    const done = () => {
      close();
      readAgain();
      reload();
    };
    return (
      <>
        <p>{words.approveEffects(request.scope.districts.length, timeText(request.until, cycle.timeZone))}</p>
        <ApproveForm {...{ request, done, close }} />
      </>
    );
  };
  return (
    <Order open={words.approve} heading={words.approveHeading} isPrimary>
      {approveIn}
    </Order>
  );
}

interface ApproveProps {
  readonly request: Reopening;
  readonly done: () => void;
  readonly close: () => void;
}

function ApproveForm({ request: { id, cycle }, done, close }: ApproveProps) {
  const { reopening: words } = texts.value.year;
  const [comment, setComment] = useState('');
  const write = useWrite();
  const approve = async (event: Event) => {
    event.preventDefault();
    const body = { ...(comment.trim() && { comment }) };
    const isDone = await write.send({ id, ...body }, async (header) => {
      const params = { path: { cycle, id }, header };
      await tell(api.POST('/v1/cycles/{cycle}/reopenings/{id}/approval', { params, body }));
    });
    if (isDone) done();
  };
  return (
    <form onSubmit={(event) => void approve(event)}>
      <OrderNote label={words.comment} value={comment} change={setComment} />
      <Fault fault={write.fault} />
      <OrderActions
        send={write.isSending ? words.approving : words.confirm}
        isSending={write.isSending}
        close={close}
      />
    </form>
  );
}
