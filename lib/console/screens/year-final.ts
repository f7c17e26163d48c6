import { readFinal as readPages } from '../../client/index.ts';
import { api } from '../api.ts';
import type { Final } from './year-differences.ts';

/** Links of a result are good for five minutes; a little before that they are taken for lapsed. */
const linkMilliseconds = 280_000;

/** A sealed result, and when it was read. */
export type ReadFinal = Final & { readonly readAt: number };

/** Reads a sealed result with links to its files. */
export async function readFinal(cycle: string, revision: number, signal?: AbortSignal): Promise<ReadFinal> {
  const final = await readPages(api, cycle, { revision, signal });
  return { ...final, readAt: Date.now() };
}

/** Whether the links of a result that was read may have lapsed. */
export function areLapsed({ readAt }: ReadFinal): boolean {
  return Date.now() - readAt > linkMilliseconds;
}
