import type { Condition, Item, Table, Write } from '../../../lib/stores/table.ts';
import { overriding } from '../overriding.ts';
import { keyOfWrite } from './memory-table.ts';

/** A table at which something is left out: what a broken variant of the protocols stands on. */
export type BrokenTable = (table: Table) => Table;

/** Whether a condition is meant, by its name and the write that it belongs to. */
type Meant = (name: string, write: Write) => boolean;

/** The conditions of these names are not looked at: the kind of item and the field, such as `HEAD revision` or `AUDIT absent`. */
export function without(...names: readonly string[]): BrokenTable {
  return withoutWhat((name) => names.includes(name));
}

/** The conditions that are meant are not looked at. */
export function withoutWhat(isMeant: Meant): BrokenTable {
  return (table) =>
    overriding(table, {
      transact: (writes) =>
        table.transact(
          writes.map((write) => {
            const when = (write.when ?? []).filter((condition) => !isMeant(nameOf(write, condition), write));
            return { ...write, when };
          }),
        ),
    });
}

/** Items of this kind are written after the transaction that they belong to. */
export function afterwards(kind: string): BrokenTable {
  const isLate = (write: Write) => kindOf(write) === kind;
  return (table) =>
    overriding(table, {
      transact: async (writes) => {
        const [first, late] = [writes.filter((write) => !isLate(write)), writes.filter(isLate)];
        if (first.length === 0 || late.length === 0) return table.transact(writes);
        const outcome = await table.transact(first);
        if (outcome === 'committed') await table.transact(late);
        return outcome;
      },
    });
}

/** What is read as of one moment is read item by item. */
export const oneByOne: BrokenTable = (table) => overriding(table, { getTogether: (wanted) => table.getMany(wanted) });

/** A book that was read in part looks whole as long as what is missing was written by a forgiven revision of its head. */
export function seemingWhole(isForgiven: (revision: number, headRevision: number) => boolean): BrokenTable {
  return (table) =>
    overriding(table, {
      query: async (range, options) => {
        const items = await table.query(range, options);
        const head = items.find(({ sk }) => sk === 'HEAD');
        return head ? items.map((item) => (item === head ? forgiving(head, items, isForgiven) : item)) : items;
      },
    });
}

function forgiving(head: Item, items: readonly Item[], isForgiven: (revision: number, head: number) => boolean): Item {
  const told = head.componentRevisions as Readonly<Record<string, number>>;
  const read = items.filter(({ sk }) => String(sk).startsWith('INPUT#'));
  const found = new Map(read.map(({ sk, revision }) => [String(sk).slice('INPUT#'.length), revision as number]));
  const revision = head.revision as number;
  const kept = Object.entries(told).filter(([, of]) => !isForgiven(of, revision));
  const seen = [...found].filter(([id, of]) => isForgiven(told[id] ?? of, revision));
  return { ...head, componentRevisions: Object.fromEntries([...kept, ...seen]) };
}

function nameOf(write: Write, condition: Condition): string {
  return `${kindOf(write)} ${'absent' in condition || 'anyOf' in condition ? 'absent' : condition.field}`;
}

/** The kind of an item: the beginning of its place, or the name of its partition where places are ids. */
function kindOf(write: Write): string {
  const { pk, sk } = keyOfWrite(write);
  return pk.includes('#') ? sk.split('#')[0]! : pk;
}
