/**
 * The conditions and orders on which the protocols rest, by name. A broken variant is a database in which some of them
 * don't hold; the suite must notice each.
 */
export const guardNames = [
  'head-revision',
  'epoch',
  'gate',
  'deadline',
  'audit-absent',
  'reply-absent',
  'reply-in-transaction',
  'reply-same-request',
  'read-together',
  'inputs-whole',
  'inputs-of-every-write',
  'board-version',
  'change-absent',
  'score-in-transaction',
  'conflict-is-no-verdict',
  'cycle-absent',
  'head-absent',
  'scheme-absent',
  'secret-absent',
  'gatekeeper-epoch',
  'gates-epoch',
  'gates-step',
  'cycle-steps',
  'wake-ups-epoch',
  'step-absent',
  'final-absent',
  'sealed-board',
  'reopening-absent',
  'reopening-requested',
  'head-closed',
  'result-absent',
  'anchor-absent',
] as const;
export type Guard = (typeof guardNames)[number];

/** Which guards hold. */
export class Guards {
  readonly #broken: ReadonlySet<Guard>;

  constructor(broken: readonly Guard[]) {
    this.#broken = new Set(broken);
  }

  hold(guard: Guard): boolean {
    return !this.#broken.has(guard);
  }

  /** Whether every condition that is not broken holds for a stored value. */
  allow<V>(conditions: Partial<Record<Guard, (stored: V) => boolean>>, stored: V): boolean {
    return guardNames.every((guard) => !this.hold(guard) || (conditions[guard]?.(stored) ?? true));
  }
}
