/** A decimal text as a whole number of its smallest places. */
interface Scaled {
  readonly units: bigint;
  readonly places: number;
}

function scaled(text: string, places?: number): Scaled {
  const [whole, fraction = ''] = text.split('.') as [string, string?];
  const wanted = places ?? fraction.length;
  return { units: BigInt(whole + fraction.padEnd(wanted, '0')), places: wanted };
}

function shown({ units, places }: Scaled): string {
  const digits = String(units < 0n ? -units : units).padStart(places + 1, '0');
  const text = places === 0 ? digits : `${digits.slice(0, -places)}.${digits.slice(-places)}`;
  return units < 0n ? `-${text}` : text;
}

/** Both in the finer places of the two. */
function together(one: string, other: string): readonly [Scaled, Scaled] {
  const places = Math.max(scaled(one).places, scaled(other).places);
  return [scaled(one, places), scaled(other, places)];
}

/** Which of two decimal texts is larger: below 0, 0 or above 0. */
export function compareTexts(one: string, other: string): number {
  const [first, second] = together(one, other);
  return first.units < second.units ? -1 : first.units > second.units ? 1 : 0;
}

/** What decimal texts add up to, less others, exactly; with the places of the finest. */
export function sumText(added: readonly string[], taken: readonly string[]): string {
  const places = Math.max(...[...added, ...taken].map((text) => scaled(text).places), 0);
  const sumOf = (texts: readonly string[]) => texts.reduce((sum, text) => sum + scaled(text, places).units, 0n);
  return shown({ units: sumOf(added) - sumOf(taken), places });
}

/** `value ÷ target` in percent with two places, half up: `"79.83%"`; `null` where the target is 0. */
export function rateText(value: string, target: string): string | null {
  const [done, task] = together(value, target);
  if (task.units === 0n) return null;
  const hundredths = (done.units * 20_000n + task.units) / (task.units * 2n);
  return `${shown({ units: hundredths, places: 2 })}%`;
}

/** The median of points that all have the same places; between two of them the exact middle, with a place more if needed. */
export function medianText(points: readonly string[]): string | null {
  const sorted = [...points].sort(compareTexts);
  const [low, high] = [sorted[(sorted.length - 1) >> 1], sorted[sorted.length >> 1]];
  if (low === undefined || high === undefined) return null;
  const [first, second] = together(low, high);
  const sum = first.units + second.units;
  if (sum % 2n === 0n) return shown({ units: sum / 2n, places: first.places });
  return shown({ units: sum * 5n, places: first.places + 1 });
}
