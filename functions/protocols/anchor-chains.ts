import { type Anchor, anchorOf, anchorText, closingName, dailyName } from '../../lib/domain/anchor.ts';
import type { Head } from '../../lib/domain/book.ts';
import type { Cycle } from '../../lib/domain/cycle.ts';
import type { FinalDependencies } from './dependencies.ts';

type Needs = Pick<FinalDependencies, 'anchors' | 'clock'>;

const dayMilliseconds = 86_400_000;

/** However young a cycle says that it is: its record can be changed by whoever rewrites its chains. */
const daysLookedBackMin = 31;

/** A closing is at most this many recorded steps ago while its result is the last one: sealed, exported. */
const stepsSinceClosingMax = 2;

/** What is known of a cycle's chains from elsewhere, and whether this day's anchor is still to be kept. */
export interface KnownAnchors {
  readonly anchors: readonly Anchor[];
  readonly isDailyDue: boolean;
}

/**
 * The newest daily anchor, and those of the last closing. Found by names that follow from the calendar and the number of
 * steps: nothing in the table says which anchor counts.
 */
export async function knownAnchors(needs: Needs, cycle: Cycle): Promise<KnownAnchors> {
  const now = needs.clock.now();
  const daily = await newestDaily(needs, cycle, now);
  const closings: Anchor[] = [];
  for (let back = 0; back <= stepsSinceClosingMax && back < cycle.steps; back++) {
    const closing = await needs.anchors.load(cycle.id, closingName(cycle.epoch, cycle.steps - back));
    if (closing) closings.push(closing);
  }
  return { anchors: daily ? [daily.anchor, ...closings] : closings, isDailyDue: daily?.name !== dailyName(now) };
}

/** Day by day back to the cycle's creation. */
async function newestDaily({ anchors }: Needs, { id, createdAt }: Cycle, now: number) {
  const earliest = Math.min(Date.parse(createdAt), now - daysLookedBackMin * dayMilliseconds);
  for (let time = now; time > earliest - dayMilliseconds; time -= dayMilliseconds) {
    const name = dailyName(time);
    const anchor = await anchors.load(id, name);
    if (anchor) return { name, anchor };
  }
  return null;
}

/** Keeps this day's anchor of chains that were checked and found whole. */
export async function anchorDay({ anchors, clock }: Needs, cycle: Cycle, heads: readonly Head[]): Promise<void> {
  const now = clock.now();
  await anchors.keep(dailyName(now), anchorOf(cycle, heads, new Date(now).toISOString()));
}

/**
 * Keeps the anchor of a closing, whose gates are closed and whose chains were found whole. Another runner may have kept
 * it before: gives whether what is kept says the same of every head.
 */
export async function anchorClosing({ anchors, clock }: Needs, cycle: Cycle, heads: readonly Head[]): Promise<boolean> {
  const name = closingName(cycle.epoch, cycle.steps);
  const wanted = anchorOf(cycle, heads, new Date(clock.now()).toISOString());
  await anchors.keep(name, wanted);
  const kept = await anchors.load(cycle.id, name);
  return kept !== null && anchorText({ ...kept, at: wanted.at }) === anchorText(wanted);
}
