import { signal } from '@preact/signals';
import { useCallback, useEffect, useMemo, useState } from 'preact/hooks';
import { type Operation, useAccess } from '../access.ts';
import { useCalm } from '../calm.ts';
import type { Component, CycleContext } from '../cycle.ts';
import { listText } from '../format.ts';
import { ImportPanel } from '../import-panel.tsx';
import { say, texts } from '../language.ts';
import { version } from '../live.ts';
import { Downloads, Fault, Read } from '../parts.tsx';
import { readNumber } from '../quantity-text.ts';
import { useResource } from '../resource.ts';
import { person } from '../session.ts';
import { readPages, type SummaryRow } from '../summary.ts';
import { decimal, type TableFile } from '../table-file.ts';
import { type CellChange, type Draft, differencesOf, emptyDraft, withChanges, withoutDone } from './targets-draft.ts';
import type { At } from './targets-editing.ts';
import { TargetsGrid } from './targets-grid.tsx';
import { type Pasted, readPasted } from './targets-paste.ts';
import { Review } from './targets-review.tsx';
import { sentOf } from './targets-save.ts';
import { type Saving, useSaving } from './targets-saving.ts';

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
  const assigned = useMemo(() => components.filter(({ target }) => target.kind === 'assigned'), [components]);
  return (
    <section class="targets">
      <h1>{words.heading}</h1>
      {assigned.length === 0 ? (
        <p>{words.noneAssigned}</p>
      ) : (
        <Read from={access}>
          {(operations) => (
            <Read from={read}>
              {({ rows }) => (
                <Targets {...{ context, assigned, rows }} setting={operations.get('setTargets')} reload={read.reload} />
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
  readonly assigned: readonly Component[];
  readonly rows: readonly SummaryRow[];
  /** Whether targets can be set now; nothing where that is not for who sits here. */
  readonly setting: Operation | undefined;
  readonly reload: () => void;
}

function Targets({ context, assigned, rows, setting, reload }: TargetsProps) {
  const { targets: words } = texts.value;
  const mayEdit = setting?.allowed ?? false;
  const { draft, setDraft } = useDraft(context.cycle.id);
  const saving = useSaving(context.cycle.id, rows, setDraft);
  const { targetsIn } = saving;
  const targetOf = useCallback((district: string, id: string) => targetsIn(district).get(id) ?? null, [targetsIn]);
  const [isReviewing, setReviewing] = useState(false);
  const differences = useDifferences(draft, { assigned, rows, targetOf });
  useEffect(() => {
    if (saving.progress === null) setDraft((before) => withoutDone(before, targetOf));
  }, [targetOf]);
  useWarning(differences.length > 0);
  const change = (changes: readonly CellChange[]) => setDraft((before) => withChanges(before, changes, targetOf));
  const { pasted, paste } = usePaste({ assigned, rows, change });
  return (
    <>
      <p class="lead">
        {mayEdit ? `${words.lead} ${words.keysHint}` : setting?.refusal ? say(setting.refusal.detail) : words.readOnly}
      </p>
      {pasted && <PasteSummary {...pasted} />}
      {mayEdit && <ImportPanel cycle={context.cycle.id} kind="targets" done={reload} />}
      <TargetsGrid {...{ rows, draft, targetsIn, change, paste }} components={assigned} mayEdit={mayEdit} />
      <Typed
        {...{ differences }}
        isSaving={saving.progress !== null}
        review={() => setReviewing(true)}
        discard={() => setDraft(() => emptyDraft)}
      />
      <SavingStatus {...saving} />
      {differences.length > 0 && <Fault fault={saving.fault} />}
      <p class="actions">
        <Downloads table={() => tableOf(context, { assigned, rows, targetOf })} />
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

type TableProps = Pick<TargetsProps, 'assigned' | 'rows'>;

interface StandingProps extends TableProps {
  readonly targetOf: (district: string, component: string) => string | null;
}

function useDifferences(draft: Draft, { assigned, rows, targetOf }: StandingProps) {
  return useMemo(() => {
    const districts = rows.map(({ district }) => district);
    const components = assigned.map(({ id }) => id);
    return differencesOf(draft, districts, components, targetOf);
  }, [draft, rows, assigned, targetOf]);
}

interface PasteProps extends TableProps {
  readonly change: (changes: readonly CellChange[]) => void;
}

/** Puts a copied table into the grid, and keeps what became of the last one. */
function usePaste({ assigned, rows, change }: PasteProps) {
  const [pasted, setPasted] = useState<Pasted | null>(null);
  const paste = (text: string, at: At) => {
    const districts = rows.map(({ district, name }) => ({ id: district, names: [name.zh, name.en] }));
    const components = assigned.map(({ id, name }) => ({ id, names: [name.zh, name.en] }));
    const read = readPasted(text, { districts, components, ...at });
    setPasted(read);
    change(read.changes);
  };
  return { pasted, paste };
}

function SavingStatus({ progress, outcome }: Pick<Saving, 'progress' | 'outcome'>) {
  const { targets: words } = texts.value;
  return (
    <p role="status">
      {progress && words.progress(progress.done, progress.all)}
      {outcome && outcome.saved > 0 && words.saved(outcome.saved)}{' '}
      {outcome && outcome.refused > 0 && words.refused(outcome.refused)}
    </p>
  );
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

function PasteSummary({ changes, unknownRows, unknownColumns, outside }: Pasted) {
  const { targets: words } = texts.value;
  const rewritten = changes.filter(({ written }) => readNumber(written).isChanged).length;
  return (
    <div class="banner" role="status">
      <p>{words.pasted(changes.length)}</p>
      {rewritten > 0 && <p>{words.rewritten(rewritten)}</p>}
      {unknownRows.length > 0 && <p class="written">{words.unknownRows(listText(unknownRows))}</p>}
      {unknownColumns.length > 0 && <p class="written">{words.unknownColumns(listText(unknownColumns))}</p>}
      {outside > 0 && <p>{words.outside(outside)}</p>}
    </div>
  );
}

interface TypedProps {
  readonly differences: ReturnType<typeof differencesOf>;
  readonly isSaving: boolean;
  readonly review: () => void;
  readonly discard: () => void;
}

function Typed({ differences, isSaving, review, discard }: TypedProps) {
  const { targets: words } = texts.value;
  if (differences.length === 0) return null;
  const unreadable = differences.filter(({ to }) => to === null).length;
  const districts = new Set(differences.map(({ district }) => district)).size;
  return (
    <div class="banner typed">
      <p>
        {words.typed(differences.length, districts)} {unreadable > 0 && words.unreadable(unreadable)}
      </p>
      <p class="actions">
        <button type="button" class="primary" disabled={isSaving} onClick={review}>
          {words.review}
        </button>
        <button type="button" disabled={isSaving} onClick={discard}>
          {words.discard}
        </button>
      </p>
    </div>
  );
}

/** The table as it is saved, so that it can be filled in elsewhere and pasted back. */
function tableOf(context: CycleContext, { assigned, rows, targetOf }: StandingProps): TableFile {
  const { targets: words, words: common, shell } = texts.value;
  return {
    name: `${shell.title}-${words.heading}-${context.cycle.id}`,
    title: words.heading,
    columns: [common.district, ...assigned.map(({ id, name }) => `${id} ${say(name)}`)],
    rows: rows.map(({ district, name }) => [
      say(name),
      ...assigned.map(({ id }) => {
        const target = targetOf(district, id);
        return target === null ? null : decimal(target);
      }),
    ]),
  };
}
