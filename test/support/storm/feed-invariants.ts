import type { ChangeEntry, StoredBoard, ToldChange } from '../../../lib/domain/ports.ts';
import { standingsOf } from '../../../lib/domain/ranking/ranking.ts';
import { bases, boardDifferences } from '../../../lib/domain/recalculation/board.ts';
import { firstVersion, tellChange } from '../../../lib/domain/recalculation/tell-change.ts';
import { anyDistricts } from '../cohort.ts';
import { sampleScheme } from '../sample-cycle.ts';

/**
 * Who follows the change feed from the start knows the board at its end: no version is missing, each move begins where
 * the one before ended, and each revision of a book is a cause once.
 */
export function feedFaults(
  changes: readonly ChangeEntry[],
  { version, board }: StoredBoard,
  districts: readonly string[],
): string[] {
  const found: string[] = [];
  const standings = standingsOf(sampleScheme, anyDistricts(board.size), board);
  const follow = new Follower(found);
  const cohort = { scheme: sampleScheme, districts: anyDistricts(districts.length) };
  let known = firstVersion(cohort);
  changes.forEach((change, index) => {
    if (change.version !== index + 1) found.push(`the feed has version ${change.version} where ${index + 1} belongs`);
    const { told, next } = tellChange(cohort, known, change);
    follow.change(told);
    known = next;
  });
  for (const { column, district } of boardDifferences(known.board, board))
    found.push(`what the feed says changed does not end at the board: ${column} of ${district}`);
  if (changes.length !== version) found.push(`the feed ends at ${changes.length}, the board is at ${version}`);
  districts.forEach((district, position) => {
    if ((follow.causes.get(district) ?? 0) !== board.revisions[position])
      found.push(`the feed does not name the revision of ${district}`);
    for (const basis of bases) {
      const at = `${position} ${basis}`;
      const ends = [follow.value('score', at, 0), follow.value('rank', at, 1)];
      if (ends[0] !== standings[basis].totals[position] || ends[1] !== standings[basis].ranks[position])
        found.push(`who follows the feed ends at ${ends} for ${district}, ${basis}`);
    }
  });
  return found;
}

class Follower {
  readonly causes = new Map<string, number>();
  readonly #values = new Map<string, number>();
  readonly #found: string[];

  constructor(found: string[]) {
    this.#found = found;
  }

  change({ version, causes, moves }: ToldChange): void {
    for (const { district, revision } of causes) {
      if (revision <= (this.causes.get(district) ?? 0))
        this.#found.push(`version ${version} names ${district}@${revision} again`);
      this.causes.set(district, revision);
    }
    for (const { district, basis, score, rank, components } of moves) {
      const at = `${district} ${basis}`;
      this.#move(version, 'score', at, score, 0);
      this.#move(version, 'rank', at, rank, 1);
      for (const { component, points } of components) this.#move(version, `points of ${component}`, at, points, 0);
      const sum = components.reduce((total, { points }) => total + points[1] - points[0], 0);
      if (sum !== score[1] - score[0])
        this.#found.push(`version ${version}: the components of ${at} do not add up to its move`);
    }
  }

  value(what: string, at: string, first: number): number {
    return this.#values.get(`${what} ${at}`) ?? first;
  }

  #move(version: number, what: string, at: string, [before, after]: readonly [number, number], first: number): void {
    const known = this.value(what, at, first);
    if (known !== before)
      this.#found.push(`version ${version} moves the ${what} of ${at} from ${before}, where it was ${known}`);
    this.#values.set(`${what} ${at}`, after);
  }
}
