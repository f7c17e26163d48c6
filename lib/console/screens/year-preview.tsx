import { readFinalization } from '../../client/index.ts';
import { api } from '../api.ts';
import type { CycleContext } from '../cycle.ts';
import { timeText } from '../format.ts';
import { texts } from '../language.ts';
import { version } from '../live.ts';
import { Read } from '../parts.tsx';
import { useResource } from '../resource.ts';
import { person } from '../session.ts';
import { BlockerCounts, Blockers } from './year-blockers.tsx';
import { Finalize } from './year-finalize.tsx';

async function readPreview(cycle: string, signal: AbortSignal) {
  const seen = version.peek();
  return { ...(await readFinalization(api, cycle, { signal })), seen };
}

/** What would be sealed now, as a digest, and what stands in the way of it. */
export type Preview = Awaited<ReturnType<typeof readPreview>>;

/** The preview of the sealing with its open points, and the order to seal for who may give it. */
export function YearPreview(context: CycleContext) {
  const { year } = texts.value;
  const { blockers: words } = year;
  const { cycle } = context;
  const read = useResource(
    (signal) => readPreview(cycle.id, signal),
    ['preview', cycle.id],
    `${cycle.epoch} ${cycle.state}`,
  );
  return (
    <Read from={read}>
      {(preview) => (
        <>
          <section>
            <h2>{year.preview.heading}</h2>
            <p>{year.preview.meaning}</p>
            <p>
              <strong>{year.preview.digest}</strong> <code>{preview.digest}</code>
            </p>
            {version.value !== preview.seen && (
              <p class="banner" role="status">
                {year.preview.stale}
              </p>
            )}
            <div class="actions">
              <button type="button" onClick={read.reload} disabled={read.isLoading}>
                {year.preview.again}
              </button>
              {person.value!.role === 'admin' && (
                <Finalize {...{ cycle, preview }} reload={context.reload} readAgain={read.reload} />
              )}
            </div>
          </section>
          <section>
            <h2>{words.heading(preview.blockers.length)}</h2>
            {preview.blockers.length === 0 ? (
              <p>{words.none}</p>
            ) : (
              <>
                <p>{cycle.onBlockers === 'hold' ? words.holds : words.listed}</p>
                <Blockers {...context} blockers={preview.blockers} />
              </>
            )}
          </section>
        </>
      )}
    </Read>
  );
}

/** That the clock has come to the sealing and found something open; for a district with its own points. */
export function YearHeld({ cycle }: Pick<CycleContext, 'cycle'>) {
  const { held: words } = texts.value.year;
  const { held, state } = cycle;
  if (!held || state === 'finalized') return null;
  const isDistrict = person.value!.role === 'district';
  return (
    <div class="banner" role="status">
      <strong>{words.title(held.count)}</strong>
      <p>{words.since(timeText(held.at, cycle.timeZone))}</p>
      {isDistrict && held.blockers.length > 0 && (
        <>
          <p>{words.own}</p>
          <BlockerCounts blockers={held.blockers} />
        </>
      )}
    </div>
  );
}
