import { useEffect } from 'preact/hooks';
import type { CycleContext } from '../cycle.ts';
import { timeText } from '../format.ts';
import { texts } from '../language.ts';
import { timeLeft, useNow } from '../now.ts';

const followMilliseconds = 5_000;

/** State and dates of the year in its own zone, with what is left of them; reads the cycle again where it must move. */
export function YearDates({ cycle, reload }: Pick<CycleContext, 'cycle' | 'reload'>) {
  const { year, words: common } = texts.value;
  const { dates: words } = year;
  const now = useNow();
  useFollowing(isMoving(cycle, now), reload);
  const { state, epoch, timeZone, submissionsCloseAt, finalizeAt, onBlockers } = cycle;
  return (
    <section>
      <h2>{words.heading}</h2>
      <p class={state === 'finalized' ? 'banner sealed' : 'banner'}>
        <strong>{common.cycleStates[state]}</strong>
        {epoch > 1 && state !== 'finalized' && ` ${words.epoch(epoch)}`}
      </p>
      <dl class="terms">
        <dt>{words.closes}</dt>
        <dd>
          <Moment {...{ now, timeZone }} at={submissionsCloseAt} isCounted={state === 'open'} />
        </dd>
        <dt>{words.finalizes}</dt>
        <dd>
          <Moment {...{ now, timeZone }} at={finalizeAt} isCounted={state !== 'finalized'} />
        </dd>
        <dt>{words.zone}</dt>
        <dd>{timeZone}</dd>
        <dt>{words.onBlockers}</dt>
        <dd>{words.policies[onBlockers]}</dd>
      </dl>
    </section>
  );
}

interface MomentProps {
  readonly now: number;
  readonly at: string;
  readonly timeZone: string;
  /** Whether anything still happens then. */
  readonly isCounted: boolean;
}

function Moment({ now, at, timeZone, isCounted }: MomentProps) {
  const { dates: words } = texts.value.year;
  const left = timeLeft(now, Date.parse(at));
  return (
    <>
      <time dateTime={at}>{timeText(at, timeZone)}</time>{' '}
      {left === null ? <small>{words.passed}</small> : isCounted && <strong role="timer">{words.left(left)}</strong>}
    </>
  );
}

/** Whether the clock or a run under way is about to change the cycle. */
function isMoving(
  { state, exported, held, submissionsCloseAt, finalizeAt }: CycleContext['cycle'],
  now: number,
): boolean {
  if (state === 'finalized') return !exported;
  const isClosing = state === 'open' && now >= Date.parse(submissionsCloseAt);
  return state === 'closing' || isClosing || (held === null && now >= Date.parse(finalizeAt));
}

function useFollowing(isOn: boolean, reload: () => void): void {
  useEffect(() => {
    if (!isOn) return;
    const timer = setInterval(reload, followMilliseconds);
    return () => clearInterval(timer);
  }, [isOn]);
}
