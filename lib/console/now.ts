import { useEffect, useState } from 'preact/hooks';

/** How far the clock of this machine is behind that of the API, in milliseconds. */
let behindMilliseconds = 0;

/** Sets the clock by what an answer says of its time; a machine's own clock may be wrong by hours. */
export function setClock(answer: Response): void {
  const told = Date.parse(answer.headers.get('date') ?? '');
  if (!Number.isNaN(told)) behindMilliseconds = told - Date.now();
}

/** The moment as the API has it, anew each second. */
export function useNow(): number {
  const [, setTick] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => setTick((count) => count + 1), 1_000);
    return () => clearInterval(timer);
  }, []);
  return Date.now() + behindMilliseconds;
}

/** What is left of a time, largest first. */
export interface TimeLeft {
  readonly days: number;
  readonly hours: number;
  readonly minutes: number;
  readonly seconds: number;
}

/** How much time is left, in whole seconds begun; `null` where it is over. */
export function timeLeft(now: number, until: number): TimeLeft | null {
  if (now >= until) return null;
  const seconds = Math.ceil((until - now) / 1_000);
  const [days, hours, minutes] = [
    Math.floor(seconds / 86_400),
    Math.floor(seconds / 3_600) % 24,
    Math.floor(seconds / 60) % 60,
  ];
  return { days, hours, minutes, seconds: seconds % 60 };
}
