import { useState } from 'preact/hooks';
import { fromAddress, goTo } from '../address.ts';
import { useCalm } from '../calm.ts';
import type { CycleContext } from '../cycle.ts';
import { changesBetween } from '../feed.ts';
import { say, texts } from '../language.ts';
import { version } from '../live.ts';
import { Choice, Read } from '../parts.tsx';
import { useResource } from '../resource.ts';
import { ChangeEntry } from './changes-entry.tsx';
import { type MatchingChange, matching } from './changes-filter.ts';
import { ChangesRanks } from './changes-ranks.tsx';

const bases = ['verified', 'claimed'] as const;
const stretch = 100;
const entriesShown = 30;
const calmMilliseconds = 1_000;

/** What moved, newest first, and how ranks went. */
export default function ChangesScreen(context: CycleContext) {
  const { cycle, components } = context;
  const { changes: words, words: common } = texts.value;
  const basis = fromAddress('basis') === 'claimed' ? 'claimed' : 'verified';
  const [district, component] = [fromAddress('district') ?? '', fromAddress('component') ?? ''];
  // Where much moves at once, what is read would never come to an end.
  const newest = useCalm(version.value ?? context.ranking.version, calmMilliseconds);
  return (
    <section class="changes">
      <h1>{words.heading}</h1>
      <div class="controls">
        <Choice
          label={common.basis}
          value={basis}
          options={bases.map((name) => [name, common[name]])}
          choose={(chosen) => goTo({ basis: chosen })}
        />
        <Choice
          label={common.district}
          value={district}
          options={[['', common.all], ...cycle.districts.map(({ id, name }) => [id, say(name)] as const)]}
          choose={(chosen) => goTo({ district: chosen || null })}
        />
        <Choice
          label={common.component}
          value={component}
          options={[['', common.all], ...components.map(({ id, name }) => [id, `${id} ${say(name)}`] as const)]}
          choose={(chosen) => goTo({ component: chosen || null })}
        />
      </div>
      <ChangesRanks {...{ context, basis, district, newest }} />
      <Feed
        key={`${basis} ${district} ${component}`}
        {...{ context, newest }}
        filter={{ basis, district, component }}
      />
    </section>
  );
}

interface FeedProps {
  readonly context: CycleContext;
  readonly newest: number;
  readonly filter: Parameters<typeof matching>[1];
}

/** The feed as far back as was asked for: the newest by itself, older ones on request. */
function Feed({ context, newest, filter }: FeedProps) {
  const { changes: words } = texts.value;
  const [from, setFrom] = useState(() => Math.max(0, newest - stretch));
  const [count, setCount] = useState(entriesShown);
  const { id } = context.cycle;
  const read = useResource(
    async (signal) => ({ from, changes: await changesBetween(id, from, newest, signal) }),
    [id],
    `${from} ${newest}`,
  );
  return (
    <>
      <h2>{words.feed}</h2>
      <Read from={read}>
        {(value) => {
          const found = matching(value.changes, filter).reverse();
          const more = () => {
            setCount(count + entriesShown);
            if (found.length < count + entriesShown) setFrom(Math.max(0, from - stretch));
          };
          const isReading = read.isLoading && value.from !== from;
          return <Entries {...{ found, count, context, more, isReading }} from={value.from} />;
        }}
      </Read>
    </>
  );
}

interface EntriesProps {
  readonly context: CycleContext;
  readonly found: readonly MatchingChange[];
  readonly count: number;
  /** The version behind which everything was looked through. */
  readonly from: number;
  readonly more: () => void;
  readonly isReading: boolean;
}

function Entries({ context, found, count, from, more, isReading }: EntriesProps) {
  const { changes: words } = texts.value;
  const isAll = from === 0 && found.length <= count;
  return (
    <>
      {found.length === 0 && <p>{from === 0 ? words.nothing : words.nothingSince(from + 1)}</p>}
      <ol class="feed">
        {found.slice(0, count).map((change) => (
          <ChangeEntry key={change.version} {...{ change, context }} />
        ))}
      </ol>
      {isAll && found.length > 0 && <p class="loading">{words.beginning}</p>}
      {!isAll && (
        <p class="actions">
          <button type="button" onClick={more} disabled={isReading}>
            {words.more}
          </button>
        </p>
      )}
    </>
  );
}
