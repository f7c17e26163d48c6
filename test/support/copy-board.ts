import type { BasisColumns, Board } from '../../lib/domain/recalculation/board.ts';

/** A copy that shares nothing, to be filled in place. */
export function copyBoard(board: Board): Board {
  return {
    ...board,
    revisions: board.revisions.slice(),
    claimed: copyColumns(board.claimed),
    verified: copyColumns(board.verified),
  };
}

function copyColumns(columns: BasisColumns): BasisColumns {
  return {
    plain: columns.plain.map((column) => column.slice()),
    competitive: columns.competitive.map(({ whole, micros, standing, fractions }) => ({
      whole: whole.slice(),
      micros: micros?.slice() ?? null,
      standing: standing.slice(),
      fractions,
    })),
  };
}
