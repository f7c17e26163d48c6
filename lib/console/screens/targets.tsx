import { signal } from '@preact/signals';
import { useCallback, useEffect, useMemo, useState } from 'preact/hooks';
import { type Operation, useAccess } from '../access.ts';
import { useCalm } from '../calm.ts';
import type { Component, CycleContext } from '../cycle.ts';
import { ImportPanel } from '../import-panel.tsx';
import { say, targetText, texts } from '../language.ts';
import { version } from '../live.ts';
import { Downloads, Fault, Read } from '../parts.tsx';
import { useResource } from '../resource.ts';
import { person } from '../session.ts';
import { readPages, type SummaryRow } from '../summary.ts';
import { decimal, type TableFile } from '../table-file.ts';
import { isSettable, readTarget } from '../target-text.ts';
import { PasteSummary, SavingStatus, Typed } from './targets-banners.tsx';
import {
  type CellChange,
  type Draft,
  differencesOf,
  emptyDraft,
  type Standing,
  withChanges,
  withoutDone,
} from './targets-draft.ts';
import type { At } from './targets-editing.ts';
import { OutHint, TargetsGrid } from './targets-grid.tsx';
import { type Pasted, readPasted } from './targets-paste.ts';
import { Review } from './targets-review.tsx';
import { sentOf } from './targets-save.ts';
import { useSaving } from './targets-saving.ts';

const gridMilliseconds = 5_000;

/** What has been typed and not been saved, by cycle and person: it is still there when one comes back to the screen. */
const drafts = signal<ReadonlyMap<string, Draft>>(new Map());

/** The year's targets: districts by components, typed or pasted, looked through, and saved at once. */
export default function TargetsScreen(context: CycleContext) {
  const { cycle, components } = context;
  const { targets: words } = texts.value;
  const calm = useCalm(version.value, gridMilliseconds);
  // Pages may be of several versions: targets hang together with nothing.
  const read = useResource((stop) => readPages(cycle.id, 'verified', stop), [cycle.id], calm);
  const access = useAccess(cycle);
  const settable = useMemo(() => components.filter(isSettable), [components]);
  return (
    <section class="targets">
      <h1>{words.heading}</h1>
      {settable.length === 0 ? (
        <p>{words.noneAssigned}</p>
      ) : (
        <Read from={access}>
          {(operations) => (
            <Read from={read}>
              {({ rows }) => (
                <Targets {...{ context, settable, rows }} setting={operations.get('setTargets')} reload={read.reload} />
              )}
            </Read>
          )}
        </Read>
      )}
    </section>
  );
}

interface TargetsProps {
  readonly context: CycleContext;
  /** The components of which something can be set. */
  readonly settable: readonly Component[];
  readonly rows: readonly SummaryRow[];
  /** Whether targets can be set now; nothing where that is not for who sits here. */
  readonly setting: Operation | undefined;
  readonly reload: () => void;
}

function Targets({ context, settable, rows, setting, reload }: TargetsProps) {
  const { targets: words } = texts.value;
  const mayEdit = setting?.allowed ?? false;
  const { draft, setDraft } = useDraft(context.cycle.id);
  const read = useReader(settable);
  const saving = useSaving({ cycle: context.cycle.id, components: settable, rows, read, setDraft });
  const { targetsIn } = saving;
  const targetOf = useCallback((district: string, id: string) => targetsIn(district).get(id) ?? null, [targetsIn]);
  const [isReviewing, setReviewing] = useState(false);
  const differences = useDifferences(draft, { settable, rows, targetOf, read });
  useEffect(() => {
    if (saving.progress === null) setDraft((before) => withoutDone(before, { targetOf, read }));
  }, [targetOf]);
  useWarning(differences.length > 0);
  const change = (changes: readonly CellChange[]) =>
    setDraft((before) => withChanges(before, changes, { targetOf, read }));
  const { pasted, paste } = usePaste({ settable, rows, change });
  return (
    <>
      <p class="lead">
        {mayEdit ? `${words.lead} ${words.keysHint}` : setting?.refusal ? say(setting.refusal.detail) : words.readOnly}
      </p>
      {mayEdit && <OutHint settable={settable} />}
      {pasted && <PasteSummary {...pasted} />}
      {mayEdit && <ImportPanel cycle={context.cycle.id} kind="targets" done={reload} />}
      <TargetsGrid {...{ rows, draft, targetsIn, read, change, paste }} components={settable} mayEdit={mayEdit} />
      <Typed
        {...{ differences }}
        isSaving={saving.progress !== null}
        review={() => setReviewing(true)}
        discard={() => setDraft(() => emptyDraft)}
      />
      <SavingStatus {...saving} />
      {differences.length > 0 && <Fault fault={saving.fault} />}
      <p class="actions">
        <Downloads table={() => tableOf(context, { settable, rows, targetOf })} />
      </p>
      {isReviewing && (
        <Review
          {...context}
          differences={differences}
          confirm={() => void saving.save(sentOf(differences))}
          close={() => setReviewing(false)}
        />
      )}
    </>
  );
}

/** How what is written into a cell is read, by its component. */
function useReader(settable: readonly Component[]): Standing['read'] {
  return useMemo(() => {
    const of = new Map(settable.map((component) => [component.id, component]));
    return (component, written) => readTarget(of.get(component)!, written);
  }, [settable]);
}

/** What this person has typed in this cycle. */
function useDraft(cycle: string) {
  const name = `${cycle} ${person.value!.subject}`;
  const draft = drafts.value.get(name) ?? emptyDraft;
  const setDraft = (next: (before: Draft) => Draft) => {
    const before = drafts.value.get(name) ?? emptyDraft;
    drafts.value = new Map(drafts.value).set(name, next(before));
  };
  return { draft, setDraft };
}

type TableProps = Pick<TargetsProps, 'settable' | 'rows'>;

function useDifferences(draft: Draft, { settable, rows, targetOf, read }: TableProps & Standing) {
  return useMemo(() => {
    const districts = rows.map(({ district }) => district);
    const components = settable.map(({ id }) => id);
    return differencesOf(draft, districts, components, { targetOf, read });
  }, [draft, rows, settable, targetOf]);
}

interface PasteProps extends TableProps {
  readonly change: (changes: readonly CellChange[]) => void;
}

/** Puts a copied table into the grid, and keeps what became of the last one. */
function usePaste({ settable, rows, change }: PasteProps) {
  const [pasted, setPasted] = useState<Pasted | null>(null);
  const paste = (text: string, at: At) => {
    const districts = rows.map(({ district, name }) => ({ id: district, names: [name.zh, name.en] }));
    const components = settable.map(({ id, name }) => ({ id, names: [name.zh, name.en] }));
    const read = readPasted(text, { districts, components, ...at });
    setPasted(read);
    change(read.changes);
  };
  return { pasted, paste };
}

/** Asks before the page is left with something typed. */
function useWarning(isTyped: boolean): void {
  useEffect(() => {
    if (!isTyped) return;
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    addEventListener('beforeunload', warn);
    return () => removeEventListener('beforeunload', warn);
  }, [isTyped]);
}

/** The table as it is saved, so that it can be filled in elsewhere and pasted back. */
function tableOf(context: CycleContext, { settable, rows, targetOf }: TableProps & Omit<Standing, 'read'>): TableFile {
  const { targets: words, words: common, shell } = texts.value;
  return {
    name: `${shell.title}-${words.heading}-${context.cycle.id}`,
    title: words.heading,
    columns: [common.district, ...settable.map(({ id, name }) => `${id} ${say(name)}`)],
    rows: rows.map(({ district, name }) => [
      say(name),
      ...settable.map(({ id }) => {
        const target = targetOf(district, id);
        const word = targetText(target);
        return target === null ? null : word === target ? decimal(target) : word;
      }),
    ]),
  };
}
