import fc from 'fast-check';
import { sha256 } from '../../lib/domain/digest.ts';
import type { Component, Scheme } from '../../lib/domain/scheme.ts';
import type { SampleDistrict, SamplePart } from './sample-book.ts';

/** Few different amounts, so that ties, zeros, exact halves and the ends of the range come up often. */
const amount = fc.constantFrom(
  '0',
  '1',
  '2',
  '3',
  '7',
  '8',
  '200',
  '0.5',
  '1.005',
  '2.000001',
  '999999999999999.999999',
);

const binding = fc.constantFrom('a', 'b', 'c').map((id) => ({ id: `file-${id}`, sha256: sha256(id) }));
const evidence = fc.array(binding, { maxLength: 2 });
const onSite = fc.constantFrom({ visitedOn: '2019-12-18', participants: ['甲', '乙'] }, undefined);

/** Everything that can happen to one component of a book. */
function partOf({ target, rule }: Component, deductions: readonly string[]): fc.Arbitrary<SamplePart> {
  const isDiscretionary = rule.judgement === 'deduction';
  const said = isDiscretionary ? fc.constantFrom('0', '1', '0.00', '1.0') : amount;
  const shape = fc.record({
    target: fc.option(amount, { nil: undefined }),
    claim: fc.option(said, { nil: undefined, freq: 6 }),
    judged: fc.constantFrom(undefined, 'verify', 'verify', 'correct', 'return', 'deduct' as const),
    corrected: amount,
    deduction: fc.constantFrom(...deductions),
    evidence,
    onSite,
    later: fc.option(fc.record({ value: said, returned: fc.boolean() }), { nil: undefined, freq: 3 }),
  });
  return shape.map((part) => {
    const { target: _, judged: __, onSite: visit, later, claim, ...rest } = part;
    const allowed = judgementFor(isDiscretionary, part.judged as SamplePart['judged'], claim);
    return {
      ...rest,
      ...(target === 'assigned' && part.target !== undefined && { target: part.target }),
      ...(claim !== undefined && { claim }),
      ...(allowed && { judged: allowed }),
      ...(visit && { onSite: visit }),
      ...(later && { later }),
    };
  });
}

/** What an assessor may decide: a discretionary component takes no correction, and a claim of 0 only a deduction. */
function judgementFor(isDiscretionary: boolean, judged: SamplePart['judged'], claim: string | undefined) {
  if (!isDiscretionary) return judged === 'deduct' ? 'verify' : judged;
  return judged === 'correct' || (judged === 'verify' && Number(claim) === 0) ? 'deduct' : judged;
}

/** Any small cohort of the scheme. */
export function cohortOf(scheme: Scheme): fc.Arbitrary<SampleDistrict[]> {
  const deductions = scheme.rounding.decimals === 0 ? ['0', '1', '3'] : ['0', '0.5', '1', '2', '3'];
  const parts = fc.record(
    Object.fromEntries(scheme.components.map((component) => [component.id, partOf(component, deductions)])),
  );
  const group = fc.constantFrom('urban', 'rural', null);
  return fc
    .array(fc.record({ parts, group }), { minLength: 1, maxLength: 7 })
    .map((districts) => districts.map((district, index) => ({ ...named(index), ...district })));
}

/** A full cohort, everything claimed and verified, values from a fixed sequence. */
export function largeCohort(scheme: Scheme, districts: number): SampleDistrict[] {
  let state = 20_191_231;
  const next = (below: number) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  return Array.from({ length: districts }, (_, index) => {
    const parts = scheme.components.map((component, position): [string, SamplePart] => {
      const claim = component.rule.judgement === 'deduction' ? '1' : `${next(900)}.${next(100)}`;
      const file = { id: `file-${index}-${position}`, sha256: sha256(`${index} ${position}`) };
      const target = component.target === 'assigned' ? { target: String(1 + next(800)) } : {};
      return [component.id, { ...target, claim, judged: 'verify', evidence: [file] }];
    });
    return { ...named(index), group: index % 2 === 0 ? 'urban' : 'rural', parts: Object.fromEntries(parts) };
  });
}

function named(index: number): Pick<SampleDistrict, 'id' | 'name' | 'group'> {
  const number = String(index + 1).padStart(4, '0');
  return { id: `d-${number}`, name: { zh: `第${index + 1}区`, en: `District ${index + 1}` }, group: null };
}
