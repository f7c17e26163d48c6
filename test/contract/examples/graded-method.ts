import type { SchemeDocument } from '../../../lib/domain/scheme-document.ts';
import { admin, assessor, portal } from '../../support/sample-service.ts';
import { type ExampleYear, opening } from './year.ts';

const cycle = '/v1/cycles/graded';
const book = `${cycle}/districts/zhenhai`;

const none = { kind: 'none' } as const;
const common = { unit: { zh: '次', en: 'times' }, target: none, evidence: [], onSite: false };

/** A method made up for this example: grades, values that assessors record, a number that is measured, a veto. */
const method: SchemeDocument = {
  id: 'graded',
  title: { zh: '分等次的评价办法（演示用）', en: 'A method with grades, for examples' },
  source: '演示用，非正式文件',
  maxPoints: '10',
  rounding: { places: 2, mode: 'half-up' },
  grades: [
    { id: 'excellent', name: { zh: '优秀', en: 'Excellent' }, from: '9' },
    { id: 'good', name: { zh: '良好', en: 'Good' }, from: '7' },
    { id: 'poor', name: { zh: '较差', en: 'Poor' }, from: null },
  ],
  categories: [
    {
      id: 'safety',
      name: { zh: '安全生产', en: 'Safety' },
      maxPoints: '10',
      indicators: [
        {
          id: '1',
          name: { zh: '演练', en: 'Drills' },
          clause: '每年开展应急演练两次以上的得4分，一次的得2分；没有相关企业的，取其他区县的平均分。',
          maxPoints: '4',
          components: [
            {
              ...common,
              id: '1',
              name: { zh: '应急演练次数', en: 'Emergency drills' },
              fullPoints: '4',
              rule: {
                kind: 'bands',
                of: 'value',
                bands: [
                  { from: '2', points: '4' },
                  { from: '1', points: '2' },
                  { from: null, points: '0' },
                ],
              },
              whenNotApplicable: 'mean',
            },
          ],
        },
        {
          id: '2',
          name: { zh: '通报', en: 'Notices' },
          clause: '被通报的，每次扣1.5分，按难度系数折算，扣完为止；发生重大事故的，不得评为优秀。',
          maxPoints: '6',
          components: [
            {
              ...common,
              id: '2.1',
              name: { zh: '被通报次数', en: 'Notices received' },
              fullPoints: '0',
              rule: { kind: 'recorded' },
              filledBy: 'assessor',
            },
            {
              ...common,
              id: '2.2',
              name: { zh: '通报扣分', en: 'Points for no notices' },
              fullPoints: '6',
              measure: { divide: [{ value: '2.1' }, { coefficient: 'difficulty' }] },
              rule: {
                kind: 'per-unit',
                base: '6',
                from: '0',
                above: { points: '-1.5', per: '1', units: 'exact' },
              },
            },
            {
              ...common,
              id: '2.3',
              name: { zh: '重大事故', en: 'Major accidents' },
              fullPoints: '0',
              rule: { kind: 'veto', highest: 'good' },
              filledBy: 'assessor',
            },
          ],
        },
      ],
    },
  ],
};

/** A year by another method: what is given when it is opened, and what assessors do that nobody claims. */
export async function showGradedMethod({ recorder, at, settle }: ExampleYear): Promise<void> {
  const { say } = recorder;
  const graded = [
    'grades',
    '设等次，有由考核人员录入和测算的考核内容',
    'With grades, recorded and measured values',
  ] as const;
  await recorder.show('PUT /v1/schemes/graded', { caller: admin, body: method, as: graded });
  const { districts, ...rest } = opening('graded', 'graded');
  const difficulty = ['1.2', '1', '1.15'];
  const withCoefficients = districts.map((one, index) => ({
    ...one,
    coefficients: { difficulty: difficulty[index]! },
  }));
  await recorder.show('POST /v1/cycles', {
    ...{ caller: admin, body: { ...rest, districts: withCoefficients } },
    as: ['coefficients', '办法要用各区县的系数', 'By a method that reads coefficients'],
  });
  at('10-22T10:00');
  await recorder.show(`PUT ${cycle}/districts/songjiang/targets`, {
    ...{ caller: assessor, body: { targets: { '1': 'not-applicable' } } },
    as: ['not-applicable', '某项不适用于该区县', 'A component that does not apply'],
  });
  await recorder.send(`PUT ${book}/components/1/claim`, { caller: portal('zhenhai'), body: { value: '3' } });
  for (const [component, value] of [
    ['2.1', '1'],
    ['2.3', '1'],
  ])
    await recorder.show(`POST ${book}/components/${component}/assessments`, {
      ...{
        caller: assessor,
        body: { decision: 'record', value, reason: say('据当年通报。', 'By the notices of the year.') },
      },
      as: ['record', '录入数值', 'A value recorded'],
    });
  await settle();
  await recorder.show(`GET ${book}/score?basis=claimed`, { caller: portal('zhenhai'), as: graded });
  await recorder.show(`GET ${cycle}/ranking?basis=claimed`, { caller: portal('zhenhai'), as: graded });
  await recorder.show(`GET ${cycle}/completeness`, {
    ...{ caller: assessor },
    as: ['to-record', '有待录入的数值', 'With values to record'],
  });
  await recorder.refuse('not-claimable', `PUT ${book}/components/2.1/claim`, {
    ...{ caller: portal('zhenhai'), body: { value: '0' } },
  });
}
