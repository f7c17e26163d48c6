import { useCallback, useMemo, useRef, useState } from 'preact/hooks';
import type { ConnectionLost } from '../../client/index.ts';
import type { Component } from '../cycle.ts';
import type { SummaryRow } from '../summary.ts';
import { standingTarget } from '../target-text.ts';
import { type Draft, type Standing, withFaults, withoutSaved } from './targets-draft.ts';
import { type Answer, type Sent, saveTargets } from './targets-save.ts';

const showMilliseconds = 300;

/** How far a save has come, and what came of the last one. */
export interface Saving {
  readonly progress: { readonly done: number; readonly all: number } | null;
  readonly outcome: { readonly saved: number; readonly refused: number } | null;
  /** Nothing answered: what was not saved is still there to be sent again. */
  readonly fault: ConnectionLost | null;
  readonly save: (sent: ReadonlyMap<string, Sent>) => Promise<void>;
  /** The targets that stand: what was saved here, until the summary has it too. The same map while they are the same. */
  readonly targetsIn: (district: string) => Targets;
}

/** The targets of a district by component. */
type Targets = ReadonlyMap<string, string | null>;

interface Saved {
  readonly revision: number;
  readonly targets: Targets;
}

interface SavingOf extends Pick<Standing, 'read'> {
  readonly cycle: string;
  /** Those of the grid. */
  readonly components: readonly Component[];
  readonly rows: readonly SummaryRow[];
  readonly setDraft: (next: (before: Draft) => Draft) => void;
}

/** Saves a draft district by district, and takes out of it what was saved. */
export function useSaving({ cycle, components, rows, read, setDraft }: SavingOf): Saving {
  const [state, setState] = useState<Pick<Saving, 'progress' | 'outcome' | 'fault'>>({
    progress: null,
    outcome: null,
    fault: null,
  });
  const { targetsIn, keep } = useStanding(rows, components);
  const apply = (answers: readonly Answer[]) => {
    keep(answers);
    setDraft((before) => answers.reduce((draft, answer) => withAnswer(draft, answer, read), before));
  };
  const save = async (sent: ReadonlyMap<string, Sent>) => {
    const came = { saved: 0, refused: 0 };
    let answers: Answer[] = [];
    // Many answers a second are shown together.
    const show = () => {
      apply(answers);
      answers = [];
      setState({ progress: { done: came.saved + came.refused, all: sent.size }, outcome: null, fault: null });
    };
    show();
    const timer = setInterval(show, showMilliseconds);
    const fault = await saveTargets(cycle, sent, (answer) => {
      came[answer.outcome.kind] += 1;
      answers.push(answer);
    });
    clearInterval(timer);
    apply(answers);
    setState({ progress: null, outcome: came, fault });
  };
  return { ...state, save, targetsIn };
}

/** The targets that stand, as they were read or, where that is newer, as they were saved here. */
function useStanding(rows: readonly SummaryRow[], components: readonly Component[]) {
  const [saved, setSaved] = useState<ReadonlyMap<string, Saved>>(new Map());
  const last = useRef<ReadonlyMap<string, Targets>>(new Map());
  const read = useMemo(() => {
    // What has not changed stays the very same, so that its row is not made again.
    last.current = new Map(
      rows.map((row) => [row.district, kept(last.current.get(row.district), targetsOf(row, components))]),
    );
    return last.current;
  }, [rows, components]);
  const revisions = useMemo(() => new Map(rows.map(({ district, revision }) => [district, revision])), [rows]);
  const targetsIn = useCallback(
    (district: string): Targets => {
      const here = saved.get(district);
      return here && here.revision > (revisions.get(district) ?? 0) ? here.targets : read.get(district)!;
    },
    [read, revisions, saved],
  );
  const keep = (answers: readonly Answer[]) =>
    setSaved((before) => {
      const next = new Map(before);
      for (const { district, sent, outcome } of answers) {
        if (outcome.kind !== 'saved') continue;
        const targets = new Map([...targetsIn(district), ...Object.entries(sent)]);
        next.set(district, { revision: outcome.revision, targets });
      }
      return next;
    });
  return { targetsIn, keep };
}

function withAnswer(draft: Draft, { district, sent, outcome }: Answer, read: Standing['read']): Draft {
  return outcome.kind === 'saved'
    ? withoutSaved(draft, district, sent, read)
    : withFaults(draft, district, outcome.faults);
}

function targetsOf({ components: cells }: SummaryRow, components: readonly Component[]): Targets {
  const of = new Map(cells.map((cell) => [cell.component, cell]));
  return new Map(components.map((component) => [component.id, standingTarget(component, of.get(component.id)!)]));
}

function kept(before: Targets | undefined, now: Targets): Targets {
  return before && [...now].every(([component, target]) => before.get(component) === target) ? before : now;
}
