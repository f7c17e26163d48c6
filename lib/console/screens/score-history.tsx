import { useState } from 'preact/hooks';
import { type HistoryEntry, readHistory } from '../book-data.ts';
import type { Component, CycleContext } from '../cycle.ts';
import { timeText } from '../format.ts';
import { say, targetText, texts } from '../language.ts';
import { Read } from '../parts.tsx';
import { useResource } from '../resource.ts';
import type { BookPlace } from '../upload.ts';

interface HistoryProps {
  readonly context: CycleContext;
  readonly place: BookPlace;
  readonly component: Component;
  readonly revision: number;
}

const step = 10;

/** What has happened to a component, newest first; read when it is opened, and further back when that is wanted. */
export function ComponentHistory(props: HistoryProps) {
  const { score: words } = texts.value;
  const [isOpen, setOpen] = useState(false);
  return (
    <details onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>{words.history}</summary>
      {isOpen && <Entries {...props} />}
    </details>
  );
}

function Entries({ context, place, component, revision }: HistoryProps) {
  const { score: words } = texts.value;
  const [wanted, setWanted] = useState(step);
  const ofComponent = (entries: readonly HistoryEntry[]) =>
    entries.filter(({ changes }) => changes.some((change) => change.component === component.id));
  const history = useResource(
    (signal) => readHistory(place, (entries) => ofComponent(entries).length >= wanted, signal),
    [place.cycle, place.district, component.id],
    `${revision} ${wanted}`,
  );
  return (
    <Read from={history}>
      {({ entries, hasMore }) => (
        <>
          <ol class="history">
            {ofComponent(entries).map((entry) => (
              <li key={entry.revision}>
                <time dateTime={entry.at}>{timeText(entry.at, context.cycle.timeZone)}</time>{' '}
                {words.did(entry.by, words.actions[entry.action as keyof typeof words.actions] ?? entry.action)}
                {whatChanged(entry, component)}
                {entry.reason && (
                  <>
                    {' · '}
                    <bdi class="as-written">{entry.reason}</bdi>
                  </>
                )}
              </li>
            ))}
          </ol>
          {ofComponent(entries).length === 0 && <p class="soft">{words.noHistory}</p>}
          {hasMore && (
            <button type="button" class="small" onClick={() => setWanted(ofComponent(entries).length + step)}>
              {words.older}
            </button>
          )}
        </>
      )}
    </Read>
  );
}

/** Which of a component's numbers an entry moved: `申报 8 → 10 人`. */
function whatChanged({ changes }: HistoryEntry, component: Component): string {
  const { words: common, score: words } = texts.value;
  const { before, after } = changes.find((change) => change.component === component.id)!;
  const unit = say(component.unit);
  const moves = [
    [common.target, targetText(before.target), targetText(after.target)],
    [common.claimed, before.claim?.value, after.claim?.value],
    [common.verified, before.verification?.value, after.verification?.value],
    [words.deducted, before.verification?.deduction, after.verification?.deduction],
  ] as const;
  return moves
    .filter(([, from, to]) => (from ?? null) !== (to ?? null))
    .map(([name, from, to]) => `；${name} ${from ?? '—'} → ${to ?? '—'} ${name === words.deducted ? '' : unit}`)
    .join('');
}
