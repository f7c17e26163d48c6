import { Busy, type ChangeEntry, type ToldChange } from '../../lib/domain/ports.ts';
import {
  type Cohort,
  firstVersion,
  type KnownVersion,
  knownVersion,
  nextVersion,
  tellChange,
} from '../../lib/domain/recalculation/tell-change.ts';
import type { CycleRules } from './cycle-rules.ts';
import type { Dependencies } from './dependencies.ts';

type Needs = Pick<Dependencies, 'boards'>;

const entriesAtOnce = 100;
const [cyclesRemembered, versionsRemembered] = [8, 16];

/** The versions of each cycle that were told last: who tells the next one of these, or one of them again, has nothing to read. */
const remembered = new WeakMap<Needs['boards'], Map<string, Map<number, KnownVersion>>>();

/** Tells what an entry moved: that is not stored, but follows from the board before. */
export async function tellEntry(needs: Needs, rules: CycleRules, entry: ChangeEntry): Promise<ToldChange> {
  const known = await versionBefore(needs, rules, entry);
  const { told, next } = tellChange(cohortOf(rules), known, entry);
  remember(needs, rules, [known, next]);
  return told;
}

const cohortOf = ({ cycle: { districts }, scheme }: CycleRules): Cohort => ({ scheme, districts });

/**
 * Whether the entry that comes after a version by its number says of itself that it changed this one: a restored table has
 * other versions of the same numbers.
 */
function hasChanged({ at }: KnownVersion, entry: ChangeEntry): boolean {
  return at === null || entry.since === null || at === entry.since;
}

/** The version before an entry: one that was told last, one that was kept, or the first, and what the feed says since. */
async function versionBefore(needs: Needs, rules: CycleRules, entry: ChangeEntry): Promise<KnownVersion> {
  if (entry.since === null) return { ...firstVersion(cohortOf(rules)), version: entry.version - 1 };
  const told = lastTold(needs, rules, entry.version);
  const fromTold = told && (await goneOn(needs, rules, told, entry));
  if (fromTold) return fromTold;
  const kept = await needs.boards.checkpoint(rules.cycle.id, entry.version - 1);
  const fromKept = kept && (await goneOn(needs, rules, knownVersion(cohortOf(rules), kept), entry));
  const found = fromKept ?? (await goneOn(needs, rules, firstVersion(cohortOf(rules)), entry));
  if (!found) throw new Busy('the changes before this one are not there yet');
  return found;
}

/** The version before an entry, beginning with an earlier one; `null` if that is not of this feed, or the feed has a gap. */
async function goneOn(
  { boards }: Needs,
  rules: CycleRules,
  start: KnownVersion,
  last: ChangeEntry,
): Promise<KnownVersion | null> {
  let known = start;
  for (let missing = last.version - 1 - known.version; missing > 0; missing = last.version - 1 - known.version) {
    const entries = await boards.changes(rules.cycle.id, known.version, Math.min(missing, entriesAtOnce));
    if (entries.length === 0 || (known === start && !hasChanged(start, entries[0]!))) return null;
    for (const entry of entries) known = nextVersion(cohortOf(rules), known, entry);
  }
  return known === start && !hasChanged(start, last) ? null : known;
}

/** The newest that was told last and is before a version. */
function lastTold({ boards }: Needs, { cycle }: CycleRules, before: number): KnownVersion | undefined {
  const versions = [...(remembered.get(boards)?.get(cycle.id)?.values() ?? [])];
  return versions.filter(({ version }) => version < before).sort((a, b) => b.version - a.version)[0];
}

function remember({ boards }: Needs, { cycle }: CycleRules, told: readonly KnownVersion[]): void {
  const cycles = remembered.get(boards) ?? new Map<string, Map<number, KnownVersion>>();
  remembered.set(boards, cycles);
  const versions = cycles.get(cycle.id) ?? new Map<number, KnownVersion>();
  for (const known of told) putLast(versions, known.version, known, versionsRemembered);
  putLast(cycles, cycle.id, versions, cyclesRemembered);
}

/** Those of a map that were put first make room. */
function putLast<K, V>(map: Map<K, V>, key: K, value: V, most: number): void {
  map.delete(key);
  map.set(key, value);
  if (map.size > most) map.delete(map.keys().next().value!);
}
