import { compileScheme, type Scheme } from '../../lib/domain/scheme.ts';
import { type SchemeDocument, schemeSchema } from '../../lib/domain/scheme-document.ts';

const both = (text: string) => ({ zh: text, en: text });
const [assigned, none] = [{ kind: 'assigned' }, { kind: 'none' }] as const;
const completion = { kind: 'completion', zeroTarget: 'any' } as const;

function component(id: string, fullPoints: string, given: object) {
  return { id, name: both(id), fullPoints, unit: both('个'), target: assigned, evidence: [], onSite: false, ...given };
}

/**
 * A method in which districts, assessors and nobody fill components, made up for tests: claimed ones that may not apply
 * (`claimed` with an assigned target, `fixed`, `free` without one), a recorded one with a target (`found`) and one that is
 * only a number (`cases`), one that is measured (`measured`: cases times difficulty, 1 point off each), a veto, and last a number that districts claim (`stated`). Grades
 * from 15 and 5 on. 20 points in all.
 */
export function mixedDocument(): SchemeDocument {
  const components = [
    component('claimed', '5', { rule: completion, whenNotApplicable: 'full' }),
    component('fixed', '2', { rule: completion, target: { kind: 'fixed', value: '3' }, whenNotApplicable: 'zero' }),
    component('free', '3', {
      rule: {
        kind: 'bands',
        of: 'value',
        bands: [
          { from: '10', points: '3' },
          { from: null, points: '1' },
        ],
      },
      ...{ target: none, whenNotApplicable: 'mean' },
    }),
    component('found', '4', { rule: completion, filledBy: 'assessor' }),
    component('cases', '0', { rule: { kind: 'recorded' }, target: none, filledBy: 'assessor' }),
    component('measured', '6', {
      rule: { kind: 'per-unit', base: '6', from: '0', above: { points: '-1', per: '1', units: 'exact' } },
      ...{ target: none, measure: { multiply: [{ value: 'cases' }, { coefficient: 'difficulty' }] } },
    }),
    component('veto', '0', { rule: { kind: 'veto', highest: 'good' }, target: none, filledBy: 'assessor' }),
    component('stated', '0', { rule: { kind: 'recorded' }, target: none }),
  ];
  const indicator = { id: '1', name: both('指标'), clause: '条文', maxPoints: '20', components };
  return schemeSchema().parse({
    ...{ id: 'mixed', title: both('混合办法'), source: '测试', maxPoints: '20' },
    rounding: { places: 2, mode: 'half-up' },
    grades: [
      { id: 'excellent', name: both('优秀'), from: '15' },
      { id: 'good', name: both('良好'), from: '5' },
      { id: 'poor', name: both('较差'), from: null },
    ],
    categories: [{ id: 'all', name: both('类别'), maxPoints: '20', indicators: [indicator] }],
  });
}

/** The same, compiled. */
export function mixedScheme(): Scheme {
  return compileScheme(mixedDocument());
}
