import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isPositive } from '../../lib/domain/amount.ts';
import type { ComponentInputs } from '../../lib/domain/book.ts';
import { standingsOf } from '../../lib/domain/ranking/ranking.ts';
import { rebuild, recalculate } from '../../lib/domain/recalculation/recalculate.ts';
import type { Component } from '../../lib/domain/scheme.ts';
import { orderWork } from '../../lib/domain/work-list.ts';
import { anyCohort } from '../support/any-cohort.ts';

/** The component as it is after an assessor has verified the claim, or has decided to deduct nothing. */
function assessed({ rule }: Component, inputs: ComponentInputs): ComponentInputs {
  const { value, revision } = inputs.claim!;
  const deduction = rule.judgement === 'deduction' && !isPositive(value) ? '0' : null;
  return { ...inputs, verification: { value, claimRevision: revision, deduction } };
}

describe('what the work list says of an open claim', () => {
  it('is what recalculation makes of the board if that claim is verified, for any scheme and cohort', () => {
    fc.assert(
      fc.property(anyCohort, ({ scheme, districts, books }) => {
        const open = books.flatMap(({ district, inputs }) =>
          inputs.flatMap(({ claim }, component) => (claim ? [{ district, component }] : [])),
        );
        const { board } = rebuild(scheme, books);
        const before = standingsOf(scheme, districts, board).verified;
        const work = orderWork(scheme, districts, books, open);
        expect(work).toHaveLength(open.length);
        for (const { district, component, swing, rank, rankIfVerified } of work) {
          const inputs = books[district]!.inputs.with(
            component,
            assessed(scheme.components[component]!, books[district]!.inputs[component]!),
          );
          const changed = recalculate(scheme, board, [{ ...books[district]!, revision: 2, inputs }]).board;
          const after = standingsOf(scheme, districts, changed).verified;
          expect([swing, rank, rankIfVerified]).toEqual([
            after.totals[district]! - before.totals[district]!,
            before.ranks[district],
            after.ranks[district],
          ]);
        }
      }),
      { numRuns: 300 },
    );
  });
});
