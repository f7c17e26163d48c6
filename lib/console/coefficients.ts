/** The names of the coefficients of districts that the formulas of a method read, in the order of the method. */
export function coefficientsOf(scheme: object): string[] {
  const names = new Set<string>();
  const look = (part: unknown): void => {
    if (typeof part !== 'object' || part === null) return;
    for (const [key, value] of Object.entries(part)) {
      if (key === 'coefficient' && typeof value === 'string') names.add(value);
      else look(value);
    }
  };
  look(scheme);
  return [...names];
}
