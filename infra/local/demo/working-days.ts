const hour = 3_600_000;
const dayLength = 24 * hour;
/** The demo's offices are in Shanghai, where the clocks have not been changed since 1991. */
const offset = 8 * hour;

/** Nine in the morning of the working day (Monday to Friday) that is so many of them before today, in Shanghai. */
export function workingDayBefore(now: number, days: number): number {
  let morning = midnightOf(now) + 9 * hour;
  for (let left = days; left > 0; ) {
    morning -= dayLength;
    if (isWorkingDay(morning)) left--;
  }
  return morning;
}

/** Nine in the morning of the working day that is so many of them after the day of an instant; that day itself for 0. */
export function workingDayAfter(instant: number, days: number): number {
  let morning = midnightOf(instant) + 9 * hour;
  for (let left = days; left > 0; ) {
    morning += dayLength;
    if (isWorkingDay(morning)) left--;
  }
  return morning;
}

/** The first moment of an instant's day in Shanghai. */
export function midnightOf(instant: number): number {
  return Math.floor((instant + offset) / dayLength) * dayLength - offset;
}

/** `2026-11-02` */
export function dateOf(instant: number): string {
  return new Date(instant + offset).toISOString().slice(0, 10);
}

function isWorkingDay(instant: number): boolean {
  const weekday = new Date(instant + offset).getUTCDay();
  return weekday > 0 && weekday < 6;
}
