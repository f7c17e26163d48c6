import { useState } from 'preact/hooks';
import { readFiles } from '../book-data.ts';
import type { Component, CycleContext } from '../cycle.ts';
import { FileFactsOf } from '../evidence.tsx';
import { say, texts } from '../language.ts';
import { Fault, Read } from '../parts.tsx';
import { useResource } from '../resource.ts';
import { useWrite } from '../write.ts';
import { type Place, type Seen, sendAssessment } from './work-assess.ts';
import { NumberField, numberOf, Reason, Visit, type VisitDraft, visitOf } from './work-fields.tsx';
import { decisionForm } from './work-keys.tsx';

interface Draft extends VisitDraft {
  readonly value: string;
  readonly reason: string;
  readonly evidence: readonly string[];
}

interface RecordProps {
  readonly context: CycleContext;
  readonly place: Place;
  readonly component: Component;
  /** What was looked at. */
  readonly seen: Seen;
  /** Whether that is not what is there any more. */
  readonly isMoved: boolean;
  readonly reload: () => void;
  readonly decided: (what: string) => void;
}

/** What was recorded last is where a new record begins, but for its reason. */
function firstDraft({ verification }: Seen['component']): Draft {
  const { value = '', evidence = [], onSite } = verification ?? {};
  const participants = onSite?.participants.join('\n') ?? '';
  return {
    value,
    reason: '',
    evidence: evidence.map(({ id }) => id),
    visitedOn: onSite?.visitedOn ?? '',
    participants,
  };
}

/** The form that records the value of what no district claims. What is typed stays until it is recorded. */
export function Recording(props: RecordProps) {
  const { context, place, component, seen, isMoved, reload, decided } = props;
  const { work: words } = texts.value;
  const [draft, setDraft] = useState(() => firstDraft(seen.component));
  const { isSending, fault, send } = useWrite();
  const set = (change: Partial<Draft>) => setDraft((before) => ({ ...before, ...change }));
  const submit = async (event: Event) => {
    event.preventDefault();
    if (isSending || isMoved) return;
    const { value, reason, evidence } = draft;
    const cited = evidence.length > 0 ? { evidence: [...evidence] } : {};
    const body = { decision: 'record' as const, value: numberOf(value), reason, ...cited, ...visitOf(draft) };
    const outcome: { is?: 'done' | 'moved' } = {};
    await send({ body, place }, async (headers) => {
      outcome.is = await sendAssessment(place, body, seen, headers);
    });
    const name = `${say(context.nameOf(place.district))} ${component.id} ${say(component.name)}`;
    if (outcome.is === 'done') decided(words.sent(words.decisions.record, name));
    else reload();
  };
  return (
    <form id={decisionForm} class="decision" onSubmit={(event) => void submit(event)}>
      <h2>{words.recordValue}</h2>
      <NumberField
        label={`${words.recordedNumber} (${say(component.unit)})`}
        value={draft.value}
        change={(value) => set({ value })}
      />
      <Reason {...{ set }} reason={draft.reason} usual={words.reasons.record} />
      <Cited {...{ context, place }} chosen={draft.evidence} choose={(evidence) => set({ evidence })} />
      <Visit
        {...{ draft, set }}
        isNeeded={component.onSite && context.cycle.evidenceRequired}
        lead={component.onSite ? words.onSiteNeeded : words.onSiteIfAny}
      />
      <Fault fault={fault} />
      <p class="actions">
        <button type="submit" class="primary" aria-keyshortcuts="Control+Enter" disabled={isSending || isMoved}>
          {words.submit}
        </button>
      </p>
    </form>
  );
}

interface CitedProps extends Pick<RecordProps, 'context' | 'place'> {
  readonly chosen: readonly string[];
  readonly choose: (chosen: readonly string[]) => void;
}

/** The stored files of the book, of which those are ticked that the value rests on. Nothing where there are none. */
function Cited({ context, place, chosen, choose }: CitedProps) {
  const { work: words } = texts.value;
  const files = useResource((signal) => readFiles(place, signal), [place.cycle, place.district, 'files']);
  return (
    <Read from={files}>
      {(all) => {
        const stored = all.filter(({ state }) => state === 'stored');
        if (stored.length === 0) return null;
        return (
          <details open={chosen.length > 0}>
            <summary>{words.citeFiles(stored.length)}</summary>
            <ul class="files">
              {stored.map((file) => (
                <li key={file.id}>
                  <label>
                    <input
                      type="checkbox"
                      checked={chosen.includes(file.id)}
                      onChange={({ currentTarget: { checked } }) =>
                        choose(checked ? [...chosen, file.id] : chosen.filter((id) => id !== file.id))
                      }
                    />{' '}
                    <FileFactsOf {...{ file }} components={context.components} />
                  </label>
                </li>
              ))}
            </ul>
          </details>
        );
      }}
    </Read>
  );
}
