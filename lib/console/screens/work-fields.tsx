import { texts } from '../language.ts';
import { Choice } from '../parts.tsx';
import { readNumber } from '../quantity-text.ts';

interface NumberProps {
  readonly label: string;
  readonly value: string;
  readonly change: (value: string) => void;
}

/** A number as offices write it; when it is left it stands there as it will be sent. */
export function NumberField({ label, value, change }: NumberProps) {
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

/** A number as it is sent. One that can't be read goes as it is typed: the API says what is wrong with it. */
export function numberOf(text: string): string {
  return readNumber(text).text ?? text;
}

interface ReasonProps {
  readonly reason: string;
  readonly set: (change: { readonly reason: string }) => void;
  /** The reasons that are usual for such a decision. */
  readonly usual: readonly string[];
}

/** Why: a usual reason, or one's own. */
export function Reason({ reason, set, usual }: ReasonProps) {
  const { work: words, words: common } = texts.value;
  return (
    <>
      <Choice
        label={words.templates}
        value={usual.includes(reason) ? reason : ''}
        options={[['', words.chooseTemplate], ...usual.map((each) => [each, each] as const)]}
        choose={(chosen) => chosen && set({ reason: chosen })}
      />
      <label class="field">
        <span>{common.reason}</span>
        <textarea
          rows={3}
          required
          maxLength={2000}
          value={reason}
          onInput={({ currentTarget }) => set({ reason: currentTarget.value })}
        />
      </label>
    </>
  );
}

/** What is typed of a visit. */
export interface VisitDraft {
  readonly visitedOn: string;
  readonly participants: string;
}

interface VisitProps {
  readonly draft: VisitDraft;
  readonly set: (change: Partial<VisitDraft>) => void;
  readonly isNeeded: boolean;
  /** Says whether the method asks for it. */
  readonly lead: string;
}

/** When somebody was there, and who. */
export function Visit({ draft, set, isNeeded, lead }: VisitProps) {
  const { work: words } = texts.value;
  const isBegun = draft.visitedOn !== '' || draft.participants.trim() !== '';
  return (
    <fieldset>
      <legend>{words.onSite}</legend>
      <p>{lead}</p>
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

/** What is sent of a visit; nothing where nothing was typed. */
export function visitOf({ visitedOn, participants: typed }: VisitDraft) {
  const participants = typed
    .split(/[\n、，,;；]/)
    .map((name) => name.trim())
    .filter(Boolean);
  return visitedOn === '' && participants.length === 0 ? {} : { onSite: { visitedOn, participants } };
}
