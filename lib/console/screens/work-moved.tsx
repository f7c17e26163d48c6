import type { CycleContext } from '../cycle.ts';
import { timeText } from '../format.ts';
import { texts } from '../language.ts';
import { Read } from '../parts.tsx';
import { useResource } from '../resource.ts';
import { becameOf, entriesSince, type HistoryEntry, type Place, type Seen } from './work-assess.ts';

interface MovedProps {
  readonly place: Place;
  readonly context: CycleContext;
  readonly seen: Seen;
  /** Of the book as it is now. */
  readonly revision: number;
  readonly goOn: () => void;
}

/** Says what others have done to an item while somebody had it open: who, what, when and why. */
export function Moved({ place, context: { cycle }, seen, revision, goOn }: MovedProps) {
  const { work: words } = texts.value;
  const entries = useResource((signal) => entriesSince(place, seen.revision, signal), [place, seen.revision], revision);
  return (
    <div class="fault moved-item" role="alert">
      <strong>{words.moved}</strong>
      <Read from={entries}>
        {(value) => (
          <ul>
            {value.map((entry) => (
              <li key={entry.revision}>
                <bdi>{words.didWhat(entry.by, timeText(entry.at, cycle.timeZone), whatOf(entry, place.component))}</bdi>
                {entry.reason !== null && (
                  <>
                    {' '}
                    <bdi>{words.because(entry.reason)}</bdi>
                  </>
                )}
              </li>
            ))}
          </ul>
        )}
      </Read>
      <p>{words.movedHint}</p>
      <button type="button" onClick={goOn}>
        {words.movedGoOn}
      </button>
    </div>
  );
}

function whatOf(entry: HistoryEntry, component: string): string {
  const { actions } = texts.value.work;
  const { target, claim, verification } = becameOf(entry, component) ?? {};
  switch (entry.action) {
    case 'claim':
      return actions.claim(claim?.value ?? '');
    case 'verify':
      return actions.verify(verification?.value ?? '');
    case 'correct':
      return actions.correct(verification?.value ?? '');
    case 'return':
      return actions.return;
    case 'deduct':
      return actions.deduct(verification?.deduction ?? '');
    case 'record':
      return actions.record(verification?.value ?? '');
    case 'set-targets':
      return target === 'not-applicable' ? actions.notApplicable : actions.target(target ?? '');
    default:
      return actions.other;
  }
}
