import type { Snapshot } from '../domain/finalization/snapshot.ts';

type Sealing = Pick<Snapshot, 'closingAt' | 'timeZone'>;

/** The day on which the cycle closed, on the calendars of its time zone: `2020年2月1日`. It is the date of its papers. */
export function sealingDay(sealing: Sealing): string {
  const { year, month, day } = clockOf(sealing);
  return `${Number(year)}年${Number(month)}月${Number(day)}日`;
}

/** When the cycle closed, on the clocks of its time zone: `2020-02-01 00:00（北京时间）`. */
export function sealingTime(sealing: Sealing): string {
  const { year, month, day, hour, minute } = clockOf(sealing);
  const zone = sealing.timeZone === 'Asia/Shanghai' ? '北京时间' : sealing.timeZone;
  return `${year}-${month}-${day} ${hour}:${minute}（${zone}）`;
}

/** By time zone: a result has one, and making a format costs more than all that it is asked for. */
const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known) return known;
  const format = new Intl.DateTimeFormat('en-u-ca-gregory-nu-latn', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
  });
  formats.set(timeZone, format);
  return format;
}

function clockOf({ closingAt, timeZone }: Sealing): Readonly<Record<string, string>> {
  const parts = formatOf(timeZone).formatToParts(new Date(closingAt));
  return Object.fromEntries(parts.map(({ type, value }) => [type, value]));
}
