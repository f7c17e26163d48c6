import { useEffect, useRef, useState } from 'preact/hooks';
import { type Reply, tell } from '../../client/index.ts';
import { isOpenFor, useAccess } from '../access.ts';
import { api } from '../api.ts';
import { useCalm } from '../calm.ts';
import { filledBy } from '../counted.ts';
import type { Component, CycleContext } from '../cycle.ts';
import { say, texts } from '../language.ts';
import { version } from '../live.ts';
import { Read } from '../parts.tsx';
import { useResource } from '../resource.ts';
import { Marks, swingText } from './work.tsx';
import { hasMoved, type Seen } from './work-assess.ts';
import { ClaimFacts, PointSteps } from './work-claim.tsx';
import { Decision } from './work-decide.tsx';
import { EvidencePaper } from './work-evidence.tsx';
import { WorkKeys } from './work-keys.tsx';
import { Moved } from './work-moved.tsx';
import {
  type Book,
  type BookComponent,
  type ItemName,
  itemKey,
  neighbour,
  readBook,
  type Shared,
  type WorkItem,
} from './work-reading.ts';
import { Recording } from './work-record.tsx';

const itemMilliseconds = 1_000;

/** What an item shows: its book as it stands, and its points on both bases. */
interface Opened {
  readonly book: Book;
  readonly claimed: ComponentScore | null;
  readonly verified: ComponentScore | null;
  /** What is found of the component: a value or a deduction. */
  readonly judgement: Finding;
}

/** What an assessor finds of a component. */
export type Finding = Reply<'getCompleteness'>['components'][number]['judgement'];

/** A component's points with their steps. */
export type ComponentScore = Reply<'getScore'>['components'][number];

interface ItemProps {
  readonly context: CycleContext;
  readonly item: ItemName;
  /** The items that one can go on to, this one among them. */
  readonly order: readonly ItemName[];
  /** Whether it is still on the list. */
  readonly isListed: boolean;
  /** The item as the list of what is to be judged has it; `null` where it is not on that. */
  readonly listed: WorkItem | null;
  readonly shared: Shared | null;
  readonly open: (item: ItemName | null) => void;
  /** Hears that it has been decided, in words. */
  readonly decided: (what: string) => void;
}

/** One claim with its evidence beside it, and the form that decides it. */
export function WorkItemScreen(props: ItemProps) {
  const { context, item } = props;
  const opened = useResource(
    (signal) => readOpened(context.cycle.id, item, signal),
    [context.cycle.id, itemKey(item)],
    useCalm(version.value, itemMilliseconds),
  );
  const component = context.components.find(({ id }) => id === item.component);
  if (!component) return <p>{texts.value.work.noSuchItem}</p>;
  return (
    <>
      <Heading {...props} component={component} />
      <Read from={opened}>
        {(value) => <OpenedItem {...props} {...value} component={component} reload={opened.reload} />}
      </Read>
    </>
  );
}

async function readOpened(cycle: string, { district, component }: ItemName, signal: AbortSignal): Promise<Opened> {
  const path = { cycle, district };
  const score = (basis: 'claimed' | 'verified') =>
    tell(api.GET('/v1/cycles/{cycle}/districts/{district}/score', { params: { path, query: { basis } }, signal })).then(
      ({ components }) => components.find((one) => one.component === component) ?? null,
    );
  const [book, claimed, verified, { components }] = await Promise.all([
    readBook(cycle, district, signal),
    score('claimed'),
    score('verified'),
    tell(api.GET('/v1/cycles/{cycle}/districts/{district}/completeness', { params: { path }, signal })),
  ]);
  const { judgement } = components.find((one) => one.component === component)!;
  return { book, claimed, verified, judgement };
}

function Heading(props: ItemProps & { component: Component }) {
  const { context, item, order, isListed, listed, shared, open, component } = props;
  const { work: words } = texts.value;
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  const at = order.findIndex((one) => itemKey(one) === itemKey(item));
  const go = (step: 1 | -1) => {
    const to = neighbour(order, item, step);
    if (to) open(to);
  };
  return (
    <>
      <WorkKeys go={go} />
      <p class="actions">
        <button type="button" onClick={() => open(null)}>
          {words.back}
        </button>
        <button type="button" aria-keyshortcuts="Alt+ArrowUp" onClick={() => go(-1)}>
          {words.previous}
        </button>
        <button type="button" aria-keyshortcuts="Alt+ArrowDown" onClick={() => go(1)}>
          {words.next}
        </button>
        <span>{at < 0 || !isListed ? words.notListed : words.position(at + 1, order.length)}</span>
      </p>
      <h1 ref={heading} tabIndex={-1}>
        <bdi>{say(context.nameOf(item.district))}</bdi> · {component.id} {say(component.name)}
      </h1>
      {listed && (
        <p class="banner">
          {words.impact(swingText(listed.swing), words.ranks(listed.rank, listed.rankIfVerified))}{' '}
          <Marks item={listed} isShared={shared?.items.has(itemKey(item)) ?? false} />
        </p>
      )}
    </>
  );
}

interface OpenedProps extends ItemProps, Opened {
  readonly component: Component;
  readonly reload: () => void;
}

/**
 * What was looked at stays what is judged: where the claim or its verification moves meanwhile, whoever judges is told
 * and has to go on with what is there now.
 */
function OpenedItem(props: OpenedProps) {
  const { context, item, component, book, claimed, verified, judgement, shared, decided, reload } = props;
  const { work: words } = texts.value;
  const now: BookComponent = book.components.find((one) => one.component === item.component)!;
  const [seen, setSeen] = useState<Seen>({ revision: book.revision, component: now });
  const isMoved = hasMoved(seen.component, now);
  const access = useAccess(context.cycle);
  const assessing = access.value?.get('assessClaim');
  // A form that stands open stays, with what is typed: what is sent too late is refused with its reason.
  const isFormOpen = useRef(false);
  isFormOpen.current ||= isOpenFor(assessing, item.district, item.component);
  const place = { cycle: context.cycle.id, ...item };
  const { claim } = now;
  const filler = filledBy(component);
  if (filler === 'nobody') return <p>{words.measured}</p>;
  if (!claim && filler === 'district') return <p>{words.noClaim}</p>;
  const form = { context, place, component, isMoved, reload, decided };
  const looked = isMoved ? seen : { revision: book.revision, component: now };
  return (
    <div class="beside">
      <div class="claim-side">
        {isMoved && (
          <Moved
            {...{ place, context, seen, revision: book.revision }}
            goOn={() => setSeen({ revision: book.revision, component: now })}
          />
        )}
        <ClaimFacts {...{ context, component, now }} revision={book.revision} />
        <Read from={access}>
          {() =>
            !isFormOpen.current ? (
              <p>
                {assessing?.refusal ? say(assessing.refusal.detail) : assessing ? words.outOfScope : words.readOnly}
              </p>
            ) : claim ? (
              <Decision {...form} {...{ judgement, claim }} seen={looked} />
            ) : (
              <Recording {...form} seen={looked} />
            )
          }
        </Read>
        <PointSteps {...{ claimed, verified }} />
      </div>
      <EvidencePaper
        {...{ place, context, component, shared }}
        ids={claim?.evidence ?? now.verification?.evidence.map(({ id }) => id) ?? []}
      />
    </div>
  );
}
