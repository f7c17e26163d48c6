import type { Cycle } from '../../lib/domain/cycle.ts';
import { nothingSealed } from '../../lib/domain/finalization/sealing.ts';
import type { StoredBoard } from '../../lib/domain/ports.ts';
import { emptyBoard } from '../../lib/domain/recalculation/board.ts';
import { compileScheme } from '../../lib/domain/scheme.ts';
import { shippedSchemes } from '../../lib/schemes/shipped-schemes.ts';

/** The shipped scheme, compiled. */
export const sampleScheme = compileScheme(await shippedSchemes[0]!.load());

/** When sample cycles stop taking claims. */
export const sampleClosesAt = Date.parse('2020-01-01T00:00:00+08:00');

/** An hour before the closing instant: an ordinary moment of an open cycle. */
export const sampleNow = sampleClosesAt - 3_600_000;

/** Ids `d-001`, `d-002`, …, in the cycle's order. */
export function districtIds(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `d-${String(index + 1).padStart(3, '0')}`);
}

/** A cycle with as many districts as asked for. */
export function sampleCycle(id: string, districts = 3): Cycle {
  return {
    id,
    scheme: sampleScheme.id,
    schemeHash: sampleScheme.hash,
    year: 2019,
    timeZone: 'Asia/Shanghai',
    districts: districtIds(districts).map((district, index) => {
      return { id: district, name: { zh: `区${index + 1}`, en: district }, group: index % 2 === 0 ? 'urban' : 'rural' };
    }),
    submissionsCloseAt: new Date(sampleClosesAt).toISOString(),
    finalizeAt: new Date(sampleClosesAt + 30 * 86_400_000).toISOString(),
    onBlockers: 'hold',
    evidenceRequired: false,
    state: 'open',
    epoch: 1,
    sealing: nothingSealed,
    steps: 0,
    wakeUpsEpoch: 0,
    createdAt: '2019-01-01T00:00:00.000Z',
    createdBy: 'admin-1',
  };
}

/** The board that a cycle opens with. */
export function firstBoard({ districts, createdAt }: Cycle): StoredBoard {
  return { version: 0, at: createdAt, board: emptyBoard(sampleScheme, districts.length) };
}
