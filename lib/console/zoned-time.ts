const minuteMilliseconds = 60_000;
const dayMilliseconds = 86_400_000;
const localPattern = /^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2})(:\d{2})?$/;

/** Whether there is a time zone of this name. */
export function isZone(timeZone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone });
    // An offset is no place: it says nothing of summer time.
    return timeZone !== '' && !/^[+-]/.test(timeZone);
  } catch {
    return false;
  }
}

/**
 * The instant at which the clocks of a zone show a local date-time (`2026-12-31T17:00`), with the offset that holds
 * then: `2026-12-31T17:00:00+08:00`. What clocks show twice, when they are set back, is the first of the two; `null` for
 * what they never show, when they are set forward, and for what is no date-time.
 */
export function instantIn(local: string, timeZone: string): string | null {
  const [, date, time, seconds = ':00'] = localPattern.exec(local) ?? [];
  if (date === undefined || !isZone(timeZone)) return null;
  const text = `${date}T${time}${seconds}`;
  const asUtc = Date.parse(`${text}Z`);
  // The engine takes 30 February for 2 March.
  if (Number.isNaN(asUtc) || new Date(asUtc).toISOString().slice(0, 10) !== date) return null;
  // Around a change of the offset one of both holds; both are those of a day before and after.
  const offsets = [-1, 1].map((days) => offsetMinutes(asUtc + days * dayMilliseconds, timeZone));
  const fitting = offsets.filter((offset) => offsetMinutes(asUtc - offset * minuteMilliseconds, timeZone) === offset);
  return fitting.length === 0 ? null : `${text}${offsetText(Math.max(...fitting))}`;
}

/** What the clocks of a zone show at an instant, to the minute: `2026-12-31T17:00`. */
export function localIn(instant: string | number, timeZone: string): string {
  const at = typeof instant === 'number' ? instant : Date.parse(instant);
  return new Date(at + offsetMinutes(at, timeZone) * minuteMilliseconds).toISOString().slice(0, 16);
}

/** How far the clocks of a zone are ahead of UTC at an instant, in minutes. */
function offsetMinutes(at: number, timeZone: string): number {
  const format = new Intl.DateTimeFormat('en', { timeZone, timeZoneName: 'longOffset' });
  const name = format.formatToParts(at).find(({ type }) => type === 'timeZoneName')!.value;
  const [, sign, hours, minutes] = /^GMT([+-])(\d{2}):(\d{2})/.exec(name) ?? [];
  if (sign === undefined) return 0;
  const amount = Number(hours) * 60 + Number(minutes);
  return sign === '-' ? -amount : amount;
}

function offsetText(offset: number): string {
  const amount = Math.abs(offset);
  const [hours, minutes] = [Math.floor(amount / 60), amount % 60].map((part) => String(part).padStart(2, '0'));
  return `${offset < 0 ? '-' : '+'}${hours}:${minutes}`;
}
