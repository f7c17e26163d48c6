import { type Dispatch, type StateUpdater, useState } from 'preact/hooks';
import type { Component, CycleContext } from '../cycle.ts';
import { say, texts } from '../language.ts';
import { Choice, Fault } from '../parts.tsx';
import { readNumber } from '../quantity-text.ts';
import { useWrite } from '../write.ts';
import { type Assessment, type Place, type Seen, sendAssessment } from './work-assess.ts';
import type { Finding } from './work-item.tsx';
import { decisionForm } from './work-keys.tsx';
import type { BookComponent } from './work-reading.ts';

type Judgement = Assessment['decision'];

/** What somebody has typed. */
interface Draft {
  readonly decision: Judgement | null;
  readonly value: string;
  readonly deduction: string;
  readonly reason: string;
  readonly visitedOn: string;
  readonly participants: string;
}

const empty: Draft = { decision: null, value: '', deduction: '', reason: '', visitedOn: '', participants: '' };

interface DecisionProps {
  readonly context: CycleContext;
  readonly place: Place;
  readonly component: Component;
  readonly judgement: Finding;
  readonly claim: NonNullable<BookComponent['claim']>;
  /** What was looked at. */
  readonly seen: Seen;
  /** Whether that is not what is there any more. */
  readonly isMoved: boolean;
  readonly reload: () => void;
  readonly decided: (what: string) => void;
}

/** The form that decides a claim. What is typed stays until it is decided, whatever happens meanwhile. */
export function Decision(props: DecisionProps) {
  const { context, place, component, claim, seen, isMoved, reload, decided } = props;
  const { work: words } = texts.value;
  const [draft, setDraft] = useState(empty);
  const { isSending, fault, send } = useWrite();
  const submit = async (event: Event) => {
    event.preventDefault();
    const body = assessmentOf(draft, component, claim.revision);
    if (!body || isSending || isMoved) return;
    const outcome: { is?: 'done' | 'moved' } = {};
    await send({ body, place }, async (headers) => {
      outcome.is = await sendAssessment(place, body, seen, headers);
    });
    const name = `${say(context.nameOf(place.district))} ${component.id} ${say(component.name)}`;
    if (outcome.is === 'done') decided(words.sent(words.decisions[body.decision], name));
    else reload();
  };
  return (
    <form id={decisionForm} class="decision" onSubmit={(event) => void submit(event)}>
      <fieldset>
        <legend>{words.decide}</legend>
        {judgementsOf(props.judgement, claim).map((decision) => (
          <label key={decision} class="judgement">
            <input
              type="radio"
              name="decision"
              required
              checked={draft.decision === decision}
              onChange={() => setDraft((before) => judged(before, decision))}
            />
            <strong>{words.decisions[decision]}</strong> <small>{words.hints[decision]}</small>
          </label>
        ))}
      </fieldset>
      {draft.decision && (
        <Details
          {...{ draft, setDraft, component }}
          decision={draft.decision}
          isNeeded={context.cycle.evidenceRequired}
        />
      )}
      <Fault fault={fault} />
      <p class="actions">
        <button type="submit" class="primary" aria-keyshortcuts="Control+Enter" disabled={isSending || isMoved}>
          {words.submit}
        </button>
      </p>
    </form>
  );
}

/** How a claim may be decided, by what is found of its component. */
function judgementsOf(finding: Finding, { value }: { readonly value: string }): readonly Judgement[] {
  if (finding === 'value') return ['verify', 'correct', 'return'];
  return Number(value) === 0 ? ['deduct', 'return'] : ['verify', 'deduct', 'return'];
}

/** With a usual reason where none of one's own has been typed. */
function judged(before: Draft, decision: Judgement): Draft {
  const { reasons } = texts.value.work;
  const isUsual = before.reason.trim() === '' || Object.values(reasons).flat().includes(before.reason);
  return { ...before, decision, reason: isUsual ? reasons[decision][0]! : before.reason };
}

interface DetailsProps {
  readonly draft: Draft;
  readonly decision: Judgement;
  readonly setDraft: Dispatch<StateUpdater<Draft>>;
  readonly component: Component;
  /** Whether a visit must be named where the method asks for one. */
  readonly isNeeded: boolean;
}

function Details({ draft, decision, setDraft, component, isNeeded }: DetailsProps) {
  const { work: words, words: common } = texts.value;
  const set = (change: Partial<Draft>) => setDraft((before) => ({ ...before, ...change }));
  const usual = words.reasons[decision];
  return (
    <>
      {decision === 'correct' && (
        <NumberField
          label={`${words.correctTo} (${say(component.unit)})`}
          value={draft.value}
          change={(value) => set({ value })}
        />
      )}
      {decision === 'deduct' && (
        <NumberField
          label={words.deduction(component.fullPoints)}
          value={draft.deduction}
          change={(deduction) => set({ deduction })}
        />
      )}
      {component.onSite && (decision === 'verify' || decision === 'correct') && <Visit {...{ draft, set, isNeeded }} />}
      <Choice
        label={words.templates}
        value={usual.includes(draft.reason) ? draft.reason : ''}
        options={[['', words.chooseTemplate], ...usual.map((reason) => [reason, reason] as const)]}
        choose={(reason) => reason && set({ reason })}
      />
      <label class="field">
        <span>{common.reason}</span>
        <textarea
          rows={3}
          required
          maxLength={2000}
          value={draft.reason}
          onInput={({ currentTarget }) => set({ reason: currentTarget.value })}
        />
      </label>
    </>
  );
}

interface NumberProps {
  readonly label: string;
  readonly value: string;
  readonly change: (value: string) => void;
}

/** A number as offices write it; when it is left it stands there as it will be sent. */
function NumberField({ label, value, change }: NumberProps) {
  return (
    <label class="field">
      <span>{label}</span>
      <input
        class="number"
        inputMode="decimal"
        autocomplete="off"
        required
        value={value}
        onInput={({ currentTarget }) => change(currentTarget.value)}
        onBlur={({ currentTarget }) => change(readNumber(currentTarget.value).text ?? currentTarget.value)}
      />
    </label>
  );
}

interface VisitProps {
  readonly draft: Draft;
  readonly set: (change: Partial<Draft>) => void;
  readonly isNeeded: boolean;
}

function Visit({ draft, set, isNeeded }: VisitProps) {
  const { work: words } = texts.value;
  const isBegun = draft.visitedOn !== '' || draft.participants.trim() !== '';
  return (
    <fieldset>
      <legend>{words.onSite}</legend>
      <p>{words.onSiteNeeded}</p>
      <label class="field">
        <span>{words.visitedOn}</span>
        <input
          type="date"
          required={isNeeded || isBegun}
          value={draft.visitedOn}
          onInput={({ currentTarget }) => set({ visitedOn: currentTarget.value })}
        />
      </label>
      <label class="field">
        <span>{words.participants}</span>
        <textarea
          rows={2}
          required={isNeeded || isBegun}
          value={draft.participants}
          onInput={({ currentTarget }) => set({ participants: currentTarget.value })}
        />
      </label>
    </fieldset>
  );
}

/** What is sent. A number that can't be read goes as it is typed: the API says what is wrong with it. */
function assessmentOf(draft: Draft, component: Component, claimRevision: number): Assessment | null {
  const { decision, reason, visitedOn } = draft;
  const judgement = { claimRevision, reason };
  const number = (text: string) => readNumber(text).text ?? text;
  const participants = draft.participants
    .split(/[\n、，,;；]/)
    .map((name) => name.trim())
    .filter(Boolean);
  const hasVisit = component.onSite && (visitedOn !== '' || participants.length > 0);
  const visit = hasVisit ? { onSite: { visitedOn, participants } } : {};
  switch (decision) {
    case 'verify':
      return { decision, ...visit, ...judgement };
    case 'correct':
      return { decision, value: number(draft.value), ...visit, ...judgement };
    case 'return':
      return { decision, ...judgement };
    case 'deduct':
      return { decision, deduction: number(draft.deduction), ...judgement };
    default:
      return null;
  }
}
