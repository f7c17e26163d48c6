import { language } from './language.ts';

/** An instant as it is written in the cycle's zone: `2026年11月3日 09:30` or `3 November 2026, 09:30`. */
export function timeText(instant: string, timeZone: string): string {
  const locale = language.value === 'zh' ? 'zh-CN' : 'en-GB';
  const options = { timeZone, dateStyle: 'long', timeStyle: 'short' } as const;
  return new Intl.DateTimeFormat(locale, options).format(new Date(instant));
}

/** How far a value is of its target, in percent for a picture: not for a score. `null` where there is none. */
export function percentOf(value: string | null, target: string | null): number | null {
  if (value === null || target === null || Number(target) === 0) return null;
  return (100 * Number(value)) / Number(target);
}

/** A difference with its sign, of two decimal texts with the same places: `+0.40`, `−3.00`, `0.00`. */
export function differenceText(from: string, to: string): string {
  const places = from.split('.')[1]?.length ?? 0;
  const hundredths = Number(to.replace('.', '')) - Number(from.replace('.', ''));
  const digits = String(Math.abs(hundredths)).padStart(places + 1, '0');
  const text = places === 0 ? digits : `${digits.slice(0, -places)}.${digits.slice(-places)}`;
  return hundredths === 0 ? text : `${hundredths < 0 ? '−' : '+'}${text}`;
}

/** Several names one behind the other: `松江区、镇海区` or `Songjiang, Zhenhai`. */
export function listText(names: readonly string[]): string {
  return names.join(language.value === 'zh' ? '、' : ', ');
}

const dayMilliseconds = 86_400_000;

/** An instant in the cycle's zone on an axis as long as this: `11-03`; within two days `09:30`. */
export function axisTimeText(instant: number, timeZone: string, spanMilliseconds: number): string {
  const isLong = spanMilliseconds > 2 * dayMilliseconds;
  const asked = isLong ? ({ month: '2-digit', day: '2-digit' } as const) : ({ timeStyle: 'short' } as const);
  const text = new Intl.DateTimeFormat('sv-SE', { timeZone, ...asked }).format(new Date(instant));
  return text.replace('/', '-');
}
