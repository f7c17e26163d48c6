import { Problem, type Reply, tell } from '../client/index.ts';
import { api } from './api.ts';
import type { BookPlace } from './upload.ts';

/** A district's score on one basis. */
export type Score = Reply<'getScore'>;

/** One component of a score, with its steps. */
export type ScoredComponent = Score['components'][number];

type Ranking = Reply<'getRanking'>;

/** Both bases. */
export interface Both<T> {
  readonly claimed: T;
  readonly verified: T;
}

/** A district's score and the cohort's rankings, each on both bases at one version. */
export interface Sheet {
  /** The problem where the API does not show this district's score to who asks. */
  readonly scores: Both<Score> | Problem;
  readonly rankings: Both<Ranking>;
}

/** Reads what a sheet shows. */
export async function readSheet(place: BookPlace, signal: AbortSignal): Promise<Sheet> {
  const [rankings, scores] = await Promise.all([
    both((basis) => readRanking(place.cycle, basis, signal)),
    both((basis) => readScore(place, basis, signal)).catch(refusal),
  ]);
  return { scores, rankings };
}

function refusal(fault: unknown): Problem {
  if (fault instanceof Problem && fault.details.status === 403) return fault;
  throw fault;
}

/** Asks again where the board has moved between the two answers. */
async function both<T extends { readonly version: number }>(
  read: (basis: keyof Both<T>) => Promise<T>,
): Promise<Both<T>> {
  for (;;) {
    const [claimed, verified] = await Promise.all([read('claimed'), read('verified')]);
    if (claimed.version === verified.version) return { claimed, verified };
  }
}

function readRanking(cycle: string, basis: keyof Both<unknown>, signal: AbortSignal): Promise<Ranking> {
  return tell(api.GET('/v1/cycles/{cycle}/ranking', { params: { path: { cycle }, query: { basis } }, signal }));
}

function readScore(path: BookPlace, basis: keyof Both<unknown>, signal: AbortSignal): Promise<Score> {
  const params = { path, query: { basis } };
  return tell(api.GET('/v1/cycles/{cycle}/districts/{district}/score', { params, signal }));
}
