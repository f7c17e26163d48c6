/** What can be checked, in the order of the report. */
export const checkIds = [
  'digest',
  'canonical',
  'form',
  'scheme-hash',
  'maxima',
  'formulas',
  'inputs',
  'points',
  'states',
  'places',
  'categories',
  'scores',
  'ranks',
  'grades',
  'order',
  'evidence-manifest',
  'blockers',
  'supersedes',
  'audit-chains',
  'audit-heads',
  'audit-replay',
  'receipts',
  'anchors',
  'public-form',
] as const;

/** The name of a check. */
export type CheckId = (typeof checkIds)[number];

/** One check that was made: how many places it looked at, and at how many it found a difference. */
export interface Check {
  readonly id: CheckId;
  readonly count: number;
  readonly differences: number;
}

/** One place where the file does not say what follows from its inputs. */
export interface Difference {
  readonly check: CheckId;
  /** A path into the snapshot, `/rows/3/components/5/points`, or a line of the audit file, `audit:17`. */
  readonly at: string;
  /** Which district and component that is, where it is one. */
  readonly of: string | null;
  readonly stated: string;
  readonly expected: string;
}

/** Collects what was checked and what differs. */
export class Findings {
  readonly #counts = new Map<CheckId, number>();
  readonly #differences: Difference[] = [];

  /** Counts `places` more places that a check looked at. */
  count(check: CheckId, places = 1): void {
    this.#counts.set(check, (this.#counts.get(check) ?? 0) + places);
  }

  /** Records a difference at a place that was counted or is counted elsewhere. */
  differ(check: CheckId, at: string, of: string | null, stated: unknown, expected: unknown): void {
    this.#differences.push({ check, at, of, stated: shown(stated), expected: shown(expected) });
  }

  /** Counts one place and records a difference if the two are not the same text, number or null. */
  same<Value extends string | number | boolean | null>(
    check: CheckId,
    at: string,
    of: string | null,
    stated: Value,
    expected: Value,
  ): void {
    this.count(check);
    if (stated !== expected) this.differ(check, at, of, stated, expected);
  }

  /** The checks that were made, in the report's order. */
  get checks(): Check[] {
    return checkIds.flatMap((id) => {
      const count = this.#counts.get(id);
      const differences = this.#differences.filter(({ check }) => check === id).length;
      return count === undefined && differences === 0 ? [] : [{ id, count: count ?? 0, differences }];
    });
  }

  /** Everything that differs, in the order in which it was found. */
  get differences(): readonly Difference[] {
    return this.#differences;
  }
}

function shown(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? 'nothing');
}
