import type { Snapshot } from '../domain/finalization/snapshot.ts';

/** When the cycle went into closing, on the clocks of its time zone: `2020-02-01 00:00 (Asia/Shanghai)`. */
export function closingTime({ closingAt, timeZone }: Pick<Snapshot, 'closingAt' | 'timeZone'>): string {
  const format = new Intl.DateTimeFormat('en-u-ca-gregory-nu-latn', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
  });
  const parts = new Map(format.formatToParts(new Date(closingAt)).map(({ type, value }) => [type, value]));
  const date = `${parts.get('year')}-${parts.get('month')}-${parts.get('day')}`;
  return `${date} ${parts.get('hour')}:${parts.get('minute')} (${timeZone})`;
}
