import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isPositive } from '../../lib/domain/amount.ts';
import type { ComponentInputs } from '../../lib/domain/book.ts';
import { standingsOf } from '../../lib/domain/ranking/ranking.ts';
import { type DistrictInputs, rebuild, recalculate } from '../../lib/domain/recalculation/recalculate.ts';
import { type Component, compileScheme } from '../../lib/domain/scheme.ts';
import { orderWork } from '../../lib/domain/work-list.ts';
import { cohortFor, schemeDocument } from '../support/arbitraries.ts';
import { anyDistricts, inputsFrom } from '../support/cohort.ts';

/** The component as it is after an assessor has verified the claim, or has decided to deduct nothing. */
function assessed({ rule }: Component, inputs: ComponentInputs): ComponentInputs {
  const { value, revision } = inputs.claim!;
  const deduction = rule.judgement === 'deduction' && !isPositive(value) ? '0' : null;
  return { ...inputs, verification: { value, claimRevision: revision, deduction } };
}

const drawn = schemeDocument.chain((document) =>
  fc.record({ document: fc.constant(document), cohort: cohortFor(document) }),
);

describe('what the work list says of an open claim', () => {
  it('is what recalculation makes of the board if that claim is verified, for any scheme and cohort', () => {
    fc.assert(
      fc.property(drawn, ({ document, cohort }) => {
        const scheme = compileScheme(document);
        const books = cohort.map((given, district): DistrictInputs => {
          return { district, revision: 1, inputs: inputsFrom(scheme, given) };
        });
        const open = books.flatMap(({ district, inputs }) =>
          inputs.flatMap(({ claim }, component) => (claim ? [{ district, component }] : [])),
        );
        const { board } = rebuild(scheme, books);
        const before = standingsOf(scheme, anyDistricts(board.size), board).verified;
        const work = orderWork(scheme, anyDistricts(books.length), books, open);
        expect(work).toHaveLength(open.length);
        for (const { district, component, swing, rank, rankIfVerified } of work) {
          const inputs = books[district]!.inputs.with(
            component,
            assessed(scheme.components[component]!, books[district]!.inputs[component]!),
          );
          const changed = recalculate(scheme, board, [{ district, revision: 2, inputs }]).board;
          const after = standingsOf(scheme, anyDistricts(changed.size), changed).verified;
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
