/** Gives what `make` gives: made when it is first asked for, and always the same [T 73]. */
export function once<T extends object>(make: () => T): () => T {
  let made: T | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
