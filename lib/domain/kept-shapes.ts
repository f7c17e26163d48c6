const kept: object[] = [];

/**
 * Keeps one object of a class for good. V8 throws away what it has compiled for the shape of a class's objects with the
 * last of these, and those that a recalculation makes do not outlive it: each collection between two claims would cost the
 * next ones their compiled code.
 */
export function keepShape(example: object): void {
  kept.push(example);
}
