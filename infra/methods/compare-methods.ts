import { inputsOf } from '../../lib/domain/book.ts';
import type { District } from '../../lib/domain/cycle.ts';
import { formatPoints } from '../../lib/domain/points.ts';
import { gradeOf, standingsOf } from '../../lib/domain/ranking/ranking.ts';
import type { Basis } from '../../lib/domain/recalculation/board.ts';
import { rebuild } from '../../lib/domain/recalculation/recalculate.ts';
import type { Scheme } from '../../lib/domain/scheme.ts';
import { BookNumbers } from '../../lib/domain/scoring/book-numbers.ts';

/** What is known of a district's components, by their ids, as its book holds them. */
export type ReadBook = Parameters<typeof inputsOf>[1];

/** A method, and the districts as it sees them: their order is that of the books. */
export interface Side {
  readonly scheme: Scheme;
  readonly districts: readonly District[];
}

/** By the one method and by the other; `null` where it has no such component, or no grades. */
type Both<Value> = readonly [Value, Value];

/** A district that would stand otherwise. */
export interface MethodMove {
  readonly district: string;
  readonly name: District['name'];
  readonly rank: Both<number>;
  readonly score: Both<string>;
  readonly grade: Both<string | null>;
  /** Those whose points differ, and those that one method alone has and that earn something there. */
  readonly components: readonly { readonly component: string; readonly points: Both<string | null> }[];
}

/** What moves on a basis, the best by the other method first. */
export interface BasisMoves {
  readonly moved: readonly MethodMove[];
  /** How many districts stand as they stood, component by component. */
  readonly unmoved: number;
}

/** Scores the same books by two methods on a basis, and tells what differs. Points are compared as numbers. */
export function compareMethods([before, after]: Both<Side>, books: readonly ReadBook[], basis: Basis): BasisMoves {
  const [was, is] = [standOf(before, books, basis), standOf(after, books, basis)];
  const moves = before.districts.map(({ id, name }, at): MethodMove => {
    const [old, now] = [was[at]!, is[at]!];
    const ids = [...new Set([...now.points.keys(), ...old.points.keys()])];
    const components = ids
      .map((component) => {
        return { component, points: [old.points.get(component) ?? null, now.points.get(component) ?? null] as const };
      })
      .filter(({ points: [then, next] }) => Number(then ?? 0) !== Number(next ?? 0));
    return {
      ...{ district: id, name, components },
      rank: [old.rank, now.rank],
      score: [old.score, now.score],
      grade: [old.grade, now.grade],
    };
  });
  const moved = moves.filter(isMoved).sort((a, b) => a.rank[1] - b.rank[1]);
  return { moved, unmoved: moves.length - moved.length };
}

function isMoved({ rank, score, grade, components }: MethodMove): boolean {
  const isGradeMoved = grade[0] !== null && grade[1] !== null && grade[0] !== grade[1];
  return rank[0] !== rank[1] || Number(score[0]) !== Number(score[1]) || isGradeMoved || components.length > 0;
}

/** Where every district stands by a method. */
function standOf({ scheme, districts }: Side, books: readonly ReadBook[], basis: Basis) {
  const inputs = books.map((book) => inputsOf(scheme, book));
  const given = inputs.map((inputs, district) => {
    // As if somebody had written in each: then each is computed.
    return { district, revision: 1, inputs, coefficients: districts[district]!.coefficients };
  });
  const all = standingsOf(scheme, districts, rebuild(scheme, given).board);
  const { totals, ranks } = all[basis];
  const shown = (points: number) => formatPoints(points, scheme.rounding.decimals);
  return districts.map(({ coefficients = {} }, district) => {
    const numbers = new BookNumbers(scheme, inputs[district]!, coefficients, { settled: all.settled, district });
    return {
      rank: ranks[district]!,
      score: shown(totals[district]!),
      grade: gradeOf(scheme, totals[district]!, all.settled.vetoesAt(district, basis)).grade,
      points: new Map(scheme.components.map((each) => [each.id, shown(numbers.pointsOf(each, basis))])),
    };
  });
}
