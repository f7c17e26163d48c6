import type { ChangeEntry, ToldChange } from '../ports.ts';
import { type BoardStandings, standingsOf } from '../ranking/ranking.ts';
import type { Scheme } from '../scheme.ts';
import type { CohortDistrict } from '../scoring/settled-cohort.ts';
import { type Board, emptyBoard } from './board.ts';
import { withCells } from './cells.ts';
import { listMoves } from './list-moves.ts';

/** A version of the board with what is derived from it. */
export interface KnownVersion {
  readonly version: number;
  /** Its instant, `null` where nobody told it: of a board in which nobody has submitted anything. */
  readonly at: string | null;
  readonly board: Board;
  readonly standings: BoardStandings;
}

/** Whose board it is. */
export interface Cohort {
  readonly scheme: Scheme;
  readonly districts: readonly CohortDistrict[];
}

/** A version that was kept whole. */
export function knownVersion(
  { scheme, districts }: Cohort,
  { version, at, board }: Pick<KnownVersion, 'version' | 'at' | 'board'>,
): KnownVersion {
  return { version, at, board, standings: standingsOf(scheme, districts, board) };
}

/** What every change feed begins with. */
export function firstVersion(of: Cohort): KnownVersion {
  return knownVersion(of, { version: 0, at: null, board: emptyBoard(of.scheme, of.districts.length) });
}

/** The version that an entry has made of the one before. */
export function nextVersion(of: Cohort, known: KnownVersion, entry: ChangeEntry): KnownVersion {
  const { version, at, cells } = entry;
  const board = withCells(boardBefore(of, known, entry), cells, 'after');
  return board === known.board ? { ...known, version, at } : knownVersion(of, { version, at, board });
}

/** Tells everything that an entry moved, and gives the version that it made. */
export function tellChange(
  of: Cohort,
  known: KnownVersion,
  entry: ChangeEntry,
): { told: ToldChange; next: KnownVersion } {
  const { version, at, causes, own, cells } = entry;
  const next = nextVersion(of, known, entry);
  const board = boardBefore(of, known, entry);
  const before = board === known.board ? known.standings : standingsOf(of.scheme, of.districts, board);
  // A repair has no causes: nobody's book has moved anything.
  const districts = causes.length === 0 ? [] : [...new Set(cells.map(({ district }) => district))];
  const moves = listMoves(of.scheme, before, next.standings, { districts, own });
  return { told: { version, at, causes, moves }, next };
}

/** What the entry found: nothing where the board was lost; else its own cells say where they were not as they should be. */
function boardBefore({ scheme }: Cohort, { board }: KnownVersion, { since, cells }: ChangeEntry): Board {
  return withCells(since === null ? emptyBoard(scheme, board.size) : board, cells, 'before');
}
