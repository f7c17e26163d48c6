import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { type BoardCommit, Busy, type ChangeEntry, type StoredBoard, type StoredScore } from '../domain/ports.ts';
import { bases } from '../domain/recalculation/board.ts';
import type { Because, Move } from '../domain/recalculation/move.ts';
import { boardItem, readBoard } from './board-codec.ts';
import { readScore, writeScore } from './book-items.ts';
import { absent, counterMax, type Item, is, keys, ranges, type Table, type WriteOutcome } from './table.ts';

/** The derived state: a board for each cycle, its change feed, and what it has applied of each book. */
export class BoardStore {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  async load(cycle: string): Promise<StoredBoard | null> {
    const item = await this.#table.get(keys.board(cycle));
    return item && readBoard(item);
  }

  /** One transaction on condition that the stored version is the one before `next`. */
  async commit({ cycle, next, change, scores }: BoardCommit): Promise<WriteOutcome> {
    return this.#table.transact([
      // Another recalculation may have committed a version since the board was read; a deleted board is made anew.
      { put: boardItem(cycle, next), when: [{ anyOf: [absent, is('version', next.version - 1)] }] },
      // The feed has no gaps and no second thoughts: a version is described once.
      { put: { ...keys.change(cycle, change.version), ...writeChange(change) }, when: [absent] },
      ...scores.map(({ district, score }) => ({ put: { ...keys.score(cycle, district), ...writeScore(score) } })),
    ]);
  }

  /**
   * Entries after a version, oldest first and without a gap, as far as the board has come: who is told of a version finds
   * it wherever it looks next. The items of one commit are not all there at once, nor in the order of the versions.
   */
  async changes(cycle: string, after: number, limit: number): Promise<ChangeEntry[]> {
    const found = await this.#table.query(ranges.changes(cycle, after), { limit });
    if (found.length === 0) return [];
    const board = await this.#table.get(keys.board(cycle));
    const newest = (board?.version as number | undefined) ?? counterMax;
    const end = found.findIndex(({ version }, index) => version !== after + 1 + index || version > newest);
    return found.slice(0, end < 0 ? found.length : end).map(readChange);
  }

  /** Whether a version is of this feed: that it was committed and, if `at` is told, at this instant and no other. */
  async holds(cycle: string, version: number, at: string | null): Promise<boolean> {
    if (version === 0) return true;
    const found = (await this.#table.get(keys.change(cycle, version))) ?? (await this.#table.get(keys.board(cycle)));
    const told = found as { readonly version: number; readonly at: string } | null;
    if (!told || told.version < version) return false;
    // The board may have gone on before the change of an earlier commit is there.
    if (told.version > version) throw new Busy('the change is not there yet');
    return at === null || Date.parse(at) === Date.parse(told.at);
  }

  /** The newest version of the change feed, which outlives a deleted board; 0 for none. */
  async lastVersion(cycle: string): Promise<number> {
    const [last] = await this.#table.query(ranges.changes(cycle, 0), { limit: 1, isDescending: true });
    return (last?.version as number | undefined) ?? 0;
  }

  /** Stored scores in the districts' order; `null` where none has been applied yet. */
  async scores(cycle: string, districts: readonly string[]): Promise<(StoredScore | null)[]> {
    const items = await this.#table.getMany(districts.map((district) => keys.score(cycle, district)));
    return items.map(readScore);
  }
}

type Rivals = readonly number[];
/** `because` is the position of a list of rivals, −1 for the own book. */
type PackedComponent = [component: string, before: number, after: number, because: number];
type PackedMove = [
  district: number,
  basis: number,
  scoreBefore: number,
  scoreAfter: number,
  rankBefore: number,
  rankAfter: number,
  components: PackedComponent[],
];

/** What the packed text of a change holds, the rivals that moved many districts' points once. */
interface Packed {
  readonly rivals: readonly Rivals[];
  readonly moves: readonly PackedMove[];
}

/**
 * The fields of a CHANGE item. Moves are packed and compressed, since a change of places may move every rank and points
 * of a large cohort on both bases, and all of it stands in one item (400 KB). As text, because a record of the stream
 * gives bytes in another form than the table does.
 */
export function writeChange({ version, at, causes, moves }: ChangeEntry): Item {
  const positions = new Map<string, number>();
  const lists: Rivals[] = [];
  const positionOf = (rivals: Rivals) => {
    const key = rivals.join();
    const known = positions.get(key);
    if (known !== undefined) return known;
    positions.set(key, lists.length);
    return lists.push(rivals) - 1;
  };
  const packed: Packed = { moves: moves.map((move) => pack(move, positionOf)), rivals: lists };
  return { version, at, causes, moves: deflateRawSync(JSON.stringify(packed)).toString('base64') };
}

/** The entry of a CHANGE item. */
export function readChange(item: Item): ChangeEntry {
  const { version, at, causes } = item as unknown as ChangeEntry;
  const text = inflateRawSync(Buffer.from(item.moves as string, 'base64')).toString();
  const { rivals, moves } = JSON.parse(text) as Packed;
  return { version, at, causes, moves: moves.map((move) => unpack(move, rivals)) };
}

function pack({ district, basis, score, rank, components }: Move, positionOf: (rivals: Rivals) => number): PackedMove {
  const packed = components.map(({ component, points, because }): PackedComponent => {
    return [component, points[0], points[1], because.kind === 'own-book' ? -1 : positionOf(because.districts)];
  });
  return [district, bases.indexOf(basis), score[0], score[1], rank[0], rank[1], packed];
}

function unpack(
  [district, basis, scoreBefore, scoreAfter, rankBefore, rankAfter, components]: PackedMove,
  lists: readonly Rivals[],
): Move {
  return {
    district,
    basis: bases[basis]!,
    score: [scoreBefore, scoreAfter],
    rank: [rankBefore, rankAfter],
    components: components.map(([component, before, after, position]) => {
      const because: Because = position < 0 ? { kind: 'own-book' } : { kind: 'cohort', districts: lists[position]! };
      return { component, points: [before, after], because };
    }),
  };
}
