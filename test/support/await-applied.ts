import { expect } from 'vitest';
import type { LocalClient } from './local-client.ts';
import { until } from './until.ts';

/** A ranking as the API shows it. */
export interface Ranking {
  readonly version: number;
  readonly asOf: string;
  readonly digest: string;
  readonly rows: readonly {
    readonly rank: number;
    readonly district: string;
    readonly score: string;
    readonly categories: Readonly<Record<string, string>>;
    readonly revision: number;
  }[];
}

const auditor = { role: 'auditor', subject: 'e2e-auditor' } as const;

/**
 * The ranking once it has applied a district's revision. Until then every answer must be the refusal `not-yet-applied`
 * with its Retry-After: never older data.
 */
export async function rankingAt(
  client: LocalClient,
  cycle: string,
  applied: string,
  basis: 'claimed' | 'verified' = 'claimed',
): Promise<Ranking> {
  const path = `/v1/cycles/${cycle}/ranking?basis=${basis}&min=${applied}`;
  return until(`${cycle} has applied ${applied}`, async () => {
    const { status, headers, body } = await client.send<Ranking & { type?: string }>(auditor, 'GET', path);
    if (status === 200) return body;
    expect([status, body.type, headers.get('retry-after')]).toEqual([409, '/problems/not-yet-applied', '1']);
    return null;
  });
}

/** Rank, district and score of each row, in order. */
export function standings({ rows }: Ranking): [number, string, string][] {
  return rows.map(({ rank, district, score }) => [rank, district, score]);
}
