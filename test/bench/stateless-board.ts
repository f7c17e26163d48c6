import type { ComponentInputs } from '../../lib/domain/book.ts';
import { quantity } from '../../lib/domain/quantity.ts';
import { type Standings, standingsOf } from '../../lib/domain/ranking/ranking.ts';
import type { BoardShape } from '../../lib/domain/recalculation/board.ts';
import { rebuild, recalculate } from '../../lib/domain/recalculation/recalculate.ts';
import type { Scheme } from '../../lib/domain/scheme.ts';
import { assembleBoard, encodeRows, shapeOfBoard } from '../../lib/stores/board-codec.ts';
import { readScore, writeScore } from '../../lib/stores/book-items.ts';
import { anyDistricts } from '../support/cohort.ts';

/** What every district has, by district and then component: values and targets as whole numbers of the smallest unit. */
export interface Matrix {
  readonly districts: number;
  readonly values: ArrayLike<number>;
  readonly targets: ArrayLike<number>;
}

/** One district claims one new value. */
export interface ValueChange {
  readonly district: number;
  readonly component: number;
  readonly value: number;
}

/** Which bases hold values: claims alone, or verified ones beside them. */
export type Populated = 'claimed' | 'both';

/**
 * A cohort that exists, between two changes, only in its stored form: each book's inputs as the item that holds them
 * and the board as bytes. Every change decodes both, recalculates and encodes both again, as a function without
 * memory does; reading and writing the store is left out.
 */
export class StatelessBoard {
  readonly #scheme: Scheme;
  readonly #books: ReturnType<typeof writeScore>[];
  #board: Uint8Array;
  readonly #shape: BoardShape;
  readonly initial: Standings;

  constructor(scheme: Scheme, matrix: Matrix, populated: Populated) {
    this.#scheme = scheme;
    const books = Array.from({ length: matrix.districts }, (_, district) => {
      return { district, revision: 1, inputs: firstInputs(scheme, matrix, district, populated) };
    });
    const { board } = rebuild(scheme, books);
    this.#books = books.map(({ revision, inputs }) => writeScore({ revision, version: 1, inputs }));
    this.#board = encodeRows(board);
    this.#shape = shapeOfBoard(board);
    this.initial = standingsOf(scheme, anyDistricts(board.size), board).claimed;
  }

  /** The stored board's size. */
  get boardBytes(): number {
    return this.#board.byteLength;
  }

  /** Applies a claim; the whole cohort's standing on the claimed basis. */
  apply({ district, component, value }: ValueChange): Standings {
    const stored = readScore(this.#books[district])!;
    const board = assembleBoard(this.#shape, [{ from: 0, columns: this.#board }]);
    const revision = stored.revision + 1;
    const inputs = stored.inputs.slice();
    const { applies, target, verification } = inputs[component]!;
    inputs[component] = {
      applies,
      target,
      claim: { value: quantity(String(value)), revision, returned: false },
      verification,
    };
    const { board: next } = recalculate(this.#scheme, board, [{ district, revision, inputs }]);
    this.#books[district] = writeScore({ revision, version: stored.version + 1, inputs });
    this.#board = encodeRows(next);
    return standingsOf(this.#scheme, anyDistricts(next.size), next).claimed;
  }
}

function firstInputs(
  scheme: Scheme,
  { values, targets }: Matrix,
  district: number,
  populated: Populated,
): ComponentInputs[] {
  return scheme.components.map((_, component) => {
    const at = district * scheme.components.length + component;
    const value = quantity(String(values[at]));
    return {
      applies: true,
      target: quantity(String(targets[at])),
      claim: { value, revision: 1, returned: false },
      verification: populated === 'both' ? { value, claimRevision: 1, deduction: null } : null,
    };
  });
}
