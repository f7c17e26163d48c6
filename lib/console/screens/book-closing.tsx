import { useEffect, useRef } from 'preact/hooks';
import type { Cycle } from '../cycle.ts';
import { timeText } from '../format.ts';
import { texts } from '../language.ts';
import { timeLeft, useNow } from '../now.ts';

interface ClosingProps {
  readonly cycle: Cycle;
  readonly isClosed: boolean;
  /** How many forms hold something that was not handed in. */
  readonly unsent: number;
  readonly readAgain: () => void;
}

/** Until when claims are taken, how much time is left, and what there is when it has passed. */
export function Closing({ cycle, isClosed, unsent, readAgain }: ClosingProps) {
  const { book: words } = texts.value;
  const left = timeLeft(useNow(), Date.parse(cycle.submissionsCloseAt));
  const wasOpen = useRef(left !== null);
  useEffect(() => {
    if (left !== null || !wasOpen.current) return;
    wasOpen.current = false;
    readAgain();
  }, [left === null]);
  const time = words.closesAt(timeText(cycle.submissionsCloseAt, cycle.timeZone), cycle.timeZone);
  if (!isClosed)
    return (
      <p class={left && left.days === 0 ? 'banner soon' : 'banner calm'}>
        {time}
        {left && (
          <>
            {' · '}
            <strong role="timer">{words.left(left)}</strong>
          </>
        )}
      </p>
    );
  return (
    <div class={cycle.state === 'finalized' ? 'banner sealed' : 'banner'} role="status">
      <strong>{cycle.state === 'finalized' ? words.sealed : words.closed}</strong> {time}
      {unsent > 0 && <p>{words.unsent(unsent)}</p>}
    </div>
  );
}
