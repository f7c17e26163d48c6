import { type Dispatch, type StateUpdater, useState } from 'preact/hooks';
import type { Component, CycleContext } from '../cycle.ts';
import { say, texts } from '../language.ts';
import { Fault } from '../parts.tsx';
import { useWrite } from '../write.ts';
import { type Assessment, type Place, type Seen, sendAssessment } from './work-assess.ts';
import { NumberField, numberOf, Reason, Visit, type VisitDraft, visitOf } from './work-fields.tsx';
import type { Finding } from './work-item.tsx';
import { decisionForm } from './work-keys.tsx';
import type { BookComponent } from './work-reading.ts';

/** How a claim may be decided. */
type Judgement = Exclude<Assessment['decision'], 'record'>;

/** What somebody has typed. */
interface Draft extends VisitDraft {
  readonly decision: Judgement | null;
  readonly value: string;
  readonly deduction: string;
  readonly reason: string;
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
  const { work: words } = texts.value;
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
      {component.onSite && (decision === 'verify' || decision === 'correct') && (
        <Visit {...{ draft, set, isNeeded }} lead={words.onSiteNeeded} />
      )}
      <Reason {...{ set, usual }} reason={draft.reason} />
    </>
  );
}

/** What is sent. */
function assessmentOf(draft: Draft, component: Component, claimRevision: number): Assessment | null {
  const { decision, reason } = draft;
  const judgement = { claimRevision, reason };
  const visit = component.onSite ? visitOf(draft) : {};
  switch (decision) {
    case 'verify':
      return { decision, ...visit, ...judgement };
    case 'correct':
      return { decision, value: numberOf(draft.value), ...visit, ...judgement };
    case 'return':
      return { decision, ...judgement };
    case 'deduct':
      return { decision, deduction: numberOf(draft.deduction), ...judgement };
    default:
      return null;
  }
}
