import type { ComponentInputs } from '../../lib/domain/book.ts';
import type { BoardHead } from '../../lib/domain/ports.ts';
import { quantity } from '../../lib/domain/quantity.ts';
import { type Standings, standingsOf } from '../../lib/domain/ranking/ranking.ts';
import { rowsBetween, shapeOfBoard } from '../../lib/domain/recalculation/board.ts';
import { rebuild, recalculateRows } from '../../lib/domain/recalculation/recalculate.ts';
import type { Scheme } from '../../lib/domain/scheme.ts';
import { assembleBoard, encodeRows } from '../../lib/stores/board-codec.ts';
import { blockOf, firstHead, readBlock } from '../../lib/stores/board-items.ts';
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
 * A cohort that exists, between two changes, only in its stored form: each book's inputs as the item that holds them, and
 * the board's blocks as bytes. Every change decodes the district's two, recalculates and encodes both again, as a function
 * without memory does; reading and writing the store is left out.
 */
export class StatelessBoard {
  readonly #scheme: Scheme;
  readonly #books: ReturnType<typeof writeScore>[];
  readonly #head: BoardHead;
  readonly #blocks: Uint8Array[] = [];

  constructor(scheme: Scheme, matrix: Matrix, populated: Populated) {
    this.#scheme = scheme;
    const books = Array.from({ length: matrix.districts }, (_, district) => {
      return { district, revision: 1, inputs: firstInputs(scheme, matrix, district, populated) };
    });
    const { board } = rebuild(scheme, books);
    this.#books = books.map(({ revision, inputs }) => writeScore({ revision, version: 1, inputs }));
    this.#head = firstHead(shapeOfBoard(board), 1, '', '0');
    const { rowsPerBlock } = this.#head;
    for (let from = 0; from < board.size; from += rowsPerBlock)
      this.#blocks.push(encodeRows(rowsBetween(board, from, from + rowsPerBlock)));
  }

  /** The stored board's size. */
  get boardBytes(): number {
    return this.#blocks.reduce((sum, { byteLength }) => sum + byteLength, 0);
  }

  /** Applies a claim. */
  apply({ district, component, value }: ValueChange): void {
    const stored = readScore(this.#books[district])!;
    const number = blockOf(this.#head, district);
    const block = readBlock(this.#head, number, { version: 1, rows: this.#blocks[number]! });
    const revision = stored.revision + 1;
    const inputs = stored.inputs.slice();
    const { applies, target, verification } = inputs[component]!;
    const claim = { value: quantity(String(value)), revision, returned: false };
    inputs[component] = { applies, target, claim, verification };
    const { cells } = recalculateRows(this.#scheme, block.rowAt, [{ district, revision, inputs }]);
    this.#books[district] = writeScore({ revision, version: stored.version + 1, inputs });
    this.#blocks[number] = block.rowsWith(cells);
  }

  /** The whole cohort's standing on the claimed basis, as a reader derives it of all blocks. */
  read(): Standings {
    const { shape, rowsPerBlock } = this.#head;
    const rows = this.#blocks.map((columns, number) => ({ from: number * rowsPerBlock, columns }));
    return standingsOf(this.#scheme, anyDistricts(shape.size), assembleBoard(shape, rows)).claimed;
  }
}

/** What a district of a workload has claimed, and what was verified of it. */
export function firstInputs(
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
