import { readChanges } from '../client/follow-changes.ts';
import type { Change } from '../client/index.ts';
import { api } from './api.ts';

/** A stretch of a cycle's change feed that has been read; entries never change, so none is read twice. */
interface Stretch {
  /** Oldest first, without gaps. */
  readonly changes: readonly Change[];
  /** The version before its first entry, and that of its last one. */
  readonly from: number;
  readonly to: number;
}

const read = new Map<string, Stretch>();
const pageSize = 100;

/**
 * The changes behind a version up to another, oldest first; `onProgress` hears how many are still to be read. Each page
 * is kept as it comes, so that whoever stops and asks again goes on.
 */
export async function changesBetween(
  cycle: string,
  from: number,
  to: number,
  signal: AbortSignal,
  onProgress: (left: number) => void = () => {},
): Promise<readonly Change[]> {
  for (;;) {
    const known = read.get(cycle) ?? { changes: [], from: to, to };
    const left = Math.max(0, known.from - from) + Math.max(0, to - known.to);
    onProgress(left);
    if (left === 0) return known.changes.filter(({ version }) => version > from && version <= to);
    const wider = known.to < to ? await later(cycle, known, to, signal) : await earlier(cycle, known, from, signal);
    // Another reader may have gone on meanwhile; there is one stretch, without gaps.
    if ((read.get(cycle) ?? known).to === known.to && (read.get(cycle) ?? known).from === known.from)
      read.set(cycle, wider);
  }
}

async function later(cycle: string, known: Stretch, to: number, signal: AbortSignal): Promise<Stretch> {
  const query = { after: known.to, limit: Math.min(pageSize, to - known.to) };
  const { changes } = await readChanges(api, cycle, query, signal);
  // Versions that the feed has no entry for moved nothing.
  return { ...known, changes: [...known.changes, ...changes], to: changes.at(-1)?.version ?? to };
}

async function earlier(cycle: string, known: Stretch, from: number, signal: AbortSignal): Promise<Stretch> {
  const start = Math.max(from, known.from - pageSize);
  const { changes } = await readChanges(api, cycle, { after: start, limit: known.from - start }, signal);
  const before = changes.filter(({ version }) => version <= known.from);
  return { ...known, changes: [...before, ...known.changes], from: start };
}
