import { isSameTarget } from '../target-text.ts';

/** By district, then by component. */
export type Cells<T> = ReadonlyMap<string, ReadonlyMap<string, T>>;

/** What has been typed and not been saved, and why what was sent was refused. */
export interface Draft {
  /** As it was typed. */
  readonly edits: Cells<string>;
  /** Under the component, or under `''` what concerns the district as a whole. */
  readonly faults: Cells<string>;
}

/** Nothing typed. */
export const emptyDraft: Draft = { edits: new Map(), faults: new Map() };

/** What cells are held against, and how what is written into them is read. */
export interface Standing {
  readonly targetOf: (district: string, component: string) => string | null;
  /** As the API takes it, or a word for what applies; `null` where it can't be read. */
  readonly read: (component: string, written: string) => string | null;
}

/** What is to stand in a cell. */
export interface CellChange {
  readonly district: string;
  readonly component: string;
  readonly written: string;
}

/**
 * A draft with other contents of some cells. An empty cell, or one with the number that it has anyhow, is none to be saved;
 * a fault goes with what it was about.
 */
export function withChanges(draft: Draft, changes: readonly CellChange[], { targetOf, read }: Standing): Draft {
  const edits = new Map(draft.edits);
  const faults = new Map(draft.faults);
  const touched = new Map<string, Map<string, string>>();
  for (const { district, component, written } of changes) {
    const row = touched.get(district) ?? new Map(edits.get(district));
    touched.set(district, row);
    const text = read(component, written);
    const isNone = written.trim() === '' || (text !== null && isSameTarget(text, targetOf(district, component)));
    if (isNone) row.delete(component);
    else row.set(component, written);
    faults.delete(district);
  }
  for (const [district, row] of touched) {
    if (row.size > 0) edits.set(district, row);
    else edits.delete(district);
  }
  return { edits, faults };
}

/** A draft without what stands by now anyhow, by whomever it was saved; the very same draft where there is none. */
export function withoutDone(draft: Draft, { targetOf, read }: Standing): Draft {
  const edits = new Map<string, ReadonlyMap<string, string>>();
  let isSame = true;
  for (const [district, row] of draft.edits) {
    const isDone = ([component, written]: readonly [string, string]) => {
      const text = read(component, written);
      return text !== null && isSameTarget(text, targetOf(district, component));
    };
    const left = [...row].filter((cell) => !isDone(cell));
    if (left.length < row.size) isSame = false;
    if (left.length > 0) edits.set(district, left.length === row.size ? row : new Map(left));
  }
  return isSame ? draft : { ...draft, edits };
}

/** A change that is to be saved. */
export interface Difference {
  readonly district: string;
  readonly component: string;
  readonly from: string | null;
  /** As it was read; `null` where it can't be. */
  readonly to: string | null;
  readonly written: string;
}

/** All that has been typed against what stands, in the order of the grid. */
export function differencesOf(
  { edits }: Draft,
  districts: readonly string[],
  components: readonly string[],
  { targetOf, read }: Standing,
): Difference[] {
  return districts.flatMap((district) => {
    const row = edits.get(district);
    if (!row) return [];
    return components.flatMap((component) => {
      const written = row.get(component);
      if (written === undefined) return [];
      return [{ district, component, from: targetOf(district, component), to: read(component, written), written }];
    });
  });
}

/** A draft without what a district has saved: what was sent goes, what was typed since or could not be read stays. */
export function withoutSaved(
  draft: Draft,
  district: string,
  sent: Readonly<Record<string, string>>,
  read: Standing['read'],
): Draft {
  const left = [...(draft.edits.get(district) ?? [])].filter(
    ([component, written]) => read(component, written) !== sent[component],
  );
  const edits = new Map(draft.edits);
  if (left.length > 0) edits.set(district, new Map(left));
  else edits.delete(district);
  const faults = new Map(draft.faults);
  faults.delete(district);
  return { edits, faults };
}

/** A draft with what was refused of a district, each at its component. */
export function withFaults(draft: Draft, district: string, faults: ReadonlyMap<string, string>): Draft {
  return { ...draft, faults: new Map(draft.faults).set(district, faults) };
}
