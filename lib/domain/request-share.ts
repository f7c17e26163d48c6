/** How much of its share a caller can have saved up, in milliseconds of it. The last tenth is for writes. */
const savedMillisecondsMax = 4000;
const savedForWritesMilliseconds = savedMillisecondsMax / 10;

/** Of a caller that asks no faster than this part of its share nothing has to be told to anybody. */
const quietPart = 1 / 50;

/** From so many untold milliseconds of a share on they are told. */
export const untoldMillisecondsMax = savedMillisecondsMax / 10;

/** What is known of a caller. All instants are epoch milliseconds. */
export interface CallerUse {
  /** When it has saved up all that it can again, if it asks for nothing more. */
  readonly restedAt: number;
  /** Milliseconds of its share that it has used here and of which others know nothing yet. */
  readonly untold: number;
  readonly askedAt: number;
}

/** The instant at which a caller has rested who uses so many milliseconds of its share now. */
export function restedAfter(restedAt: number, now: number, milliseconds: number): number {
  return Math.max(restedAt, now) + milliseconds;
}

/**
 * Whether one more request of a caller is within its share: what is known of it then, or how many milliseconds it has to
 * wait. A share is so many requests a second, and what is not used of it is saved for four seconds: with 50 a second a
 * rested caller may send 200 at once (a request takes 20 ms of the share), and then one each 20 ms. Reads leave the last
 * tenth of that, 20 requests, to writes, so that nobody's own reading keeps them from what can't wait.
 */
export function decideRequest(
  use: CallerUse | undefined,
  { now, perSecond, isRead }: { readonly now: number; readonly perSecond: number; readonly isRead: boolean },
): CallerUse | { readonly waitMilliseconds: number } {
  const { restedAt, untold, askedAt } = use ?? { restedAt: now, untold: 0, askedAt: now };
  const taken = 1000 / perSecond;
  const usable = savedMillisecondsMax - (isRead ? savedForWritesMilliseconds : 0);
  const waitMilliseconds = Math.max(0, restedAt - now) + taken - usable;
  if (waitMilliseconds > 0) return { waitMilliseconds };
  const stillUntold = Math.max(0, untold - Math.max(0, now - askedAt) * quietPart);
  return { restedAt: restedAfter(restedAt, now, taken), untold: stillUntold + taken, askedAt: now };
}
