import { describe, expect, it } from 'vitest';
import type { SealedDistrict, Snapshot } from '../../lib/domain/finalization/snapshot.ts';
import { checkedOn, completionRate, explainResult, remark } from '../../lib/exports/explained-result.ts';
import { changedScheme } from '../support/changed-scheme.ts';
import { markedCohort } from '../support/marked-cohort.ts';
import { largeCohort } from '../support/sample-cohort.ts';
import { type Draft, sealedSample } from '../support/sample-snapshot.ts';
import { component, recorded, sealedByHand, verified } from '../support/sealed-by-hand.ts';

const scheme = changedScheme();
const { snapshot } = sealedSample(scheme, markedCohort(scheme, 4));
const district = explainResult(snapshot).districts.find(({ sealed }) => sealed.district === 'd-0001')!;
const line = (id: string) => district.lines.find(({ component }) => component.id === id)!;
const why = (id: string) => remark(line(id))?.zh ?? null;
const vetoed = { book: { 1: verified('0'), v: recorded('1') } };
const changed = (change: (draft: Draft) => void): Snapshot => {
  const draft = structuredClone(snapshot) as Draft;
  change(draft);
  return draft;
};

describe('the explanation of a sealed result', () => {
  it('says of every component with less than full points why, and of none with full points that are verified', () => {
    for (const { lines } of explainResult(snapshot).districts)
      for (const each of lines) {
        const isFull = Number(each.sealed.points) === Number(each.component.fullPoints);
        expect(remark(each) === null, each.component.id).toBe(isFull && each.sealed.state === 'verified');
      }
  });

  it('uses the words of the steps, in both languages', () => {
    expect(remark(line('5'))).toEqual({
      zh: '完成率 = 16 ÷ 20 = 80.00%（完成 16 人，任务 20 人）。得分 = 3.00 × 16 ÷ 20 = 2.40 分。',
      en: 'Completion rate = 16 ÷ 20 = 80.00% (done 16 persons, target 20 persons). Points = 3.00 × 16 ÷ 20 = 2.40.',
    });
    expect(why('21.1')).toContain('≈ 0.67 分（按精确商四舍五入到 2 位小数）');
    expect(why('9')).toBe('已申报，尚未核定：得 0.00 分。');
    expect(why('10')).toBe('尚未申报：得 0.00 分。');
    expect(why('12')).toBe('未开展，扣分待定：得 0.00 分。');
    expect(why('17')).toBe('申报已退回，须重新申报：得 0.00 分。');
  });

  it('counts the whole cohort in what it says of places', () => {
    expect(why('13')).toMatch(
      /^数值 0\.5 人，在 4 个有数值的区、县（市）中列第 4 名；前 2 名的分界为 .+任务尚未下达，得 0\.00 分。$/,
    );
  });

  it('says of full points what their state is where nothing is verified or no task is assigned', () => {
    const alone = sealedSample(scheme, markedCohort(scheme, 1)).snapshot;
    const first = explainResult(alone).districts[0]!.lines.find(({ component }) => component.id === '13')!;
    expect([first.sealed.points, remark(first)?.zh]).toEqual(['3.00', '任务未下达']);
  });

  it('shows the rate uncapped, and none where there is no value or no task', () => {
    expect(['5', '8', '9', '12', '13', '20.1'].map((id) => completionRate(line(id)))).toEqual([
      '80.00%',
      '125.00%',
      null,
      null,
      null,
      null,
    ]);
  });

  it('knows who shares a rank', () => {
    const [one, two, ...others] = largeCohort(scheme, 5);
    const twins = sealedSample(scheme, [one!, { ...two!, parts: one!.parts }, ...others]).snapshot;
    const tied = explainResult(twins).districts.filter(({ isTied }) => isTied);
    expect(tied.map(({ sealed }) => sealed.district)).toEqual(['d-0001', 'd-0002']);
    expect(explainResult(snapshot).districts.some(({ isTied }) => isTied)).toBe(false);
  });

  it.each<[string, (draft: Draft) => void]>([
    ['points of 5', ({ rows }) => Object.assign(rows[0]!.components[4]!, { points: '1.23' })],
    ['points of 13', ({ rows }) => Object.assign(rows[0]!.components[12]!, { place: 3_000 })],
    ['points of 9', ({ rows }) => Object.assign(rows[0]!.components[8]!, { state: 'pending' })],
    ['points of 1', ({ rows }) => Object.assign(rows[0]!, { components: rows[0]!.components.toReversed() })],
    ['sums, rank or grade', ({ rows }) => Object.assign(rows[0]!, { score: '69.99' })],
    ['sums, rank or grade', ({ rows }) => Object.assign(rows[0]!, { rank: 2 })],
    ['sums, rank or grade', ({ rows }) => Object.assign(rows[0]!.categories, { talent: '0.01' })],
  ])('is refused where the sealed %s would not follow from the inputs', (what, change) => {
    expect(() => explainResult(changed(change))).toThrow(`${what} of d-`);
  });

  it.each<[string, Partial<SealedDistrict>]>([
    ['better grade', { grade: 'excellent', vetoes: [] }],
    ['grade without the veto', { vetoes: [] }],
    ['result without a grade', { grade: undefined, vetoes: undefined }],
  ])('is refused where a sealed %s would not follow', (_, other) => {
    const { snapshot: graded } = sealedByHand(
      {
        components: [
          component('1', { kind: 'per-unit', base: '95', from: '0' }, { fullPoints: '100' }),
          component('v', { kind: 'veto', highest: 'good' }, { filledBy: 'assessor' }),
        ],
        grades: [
          { id: 'excellent', from: '90' },
          { id: 'good', from: null },
        ],
      },
      [{ ...vetoed, stated: { 1: '95.00', v: '0.00' }, grade: 'good', vetoes: ['v'] }],
    );
    expect(explainResult(graded).districts).toHaveLength(1);
    const rows = [{ ...graded.rows[0]!, ...other }];
    expect(() => explainResult({ ...graded, rows })).toThrow('sums, rank or grade of d-1');
  });

  it('is given of a result that was sealed with an older document of the scheme, without the method’s last column', () => {
    const old = changed(({ scheme: document }) => {
      for (const { indicators } of document.categories)
        for (const indicator of indicators) delete (indicator as { checkedOn?: string }).checkedOn;
    });
    const lines = explainResult(old).districts[0]!.lines;
    const basis = (id: string) => checkedOn(lines.find(({ component }) => component.id === id)!);
    expect(['1', '8', '20.1'].map(basis)).toEqual([
      '核验会议纪要、相关报道',
      '核验相关佐证材料',
      '现场核验相关佐证材料',
    ]);
  });

  it('says in the method’s own words on what points are checked, and where it is silent, which kinds are asked for', () => {
    expect(['1', '8', '20.1'].map((id) => checkedOn(line(id)))).toEqual([
      '核验会议纪要、相关报道等',
      '核验相关佐证材料',
      '现场核验相关佐证材料',
    ]);
  });
});
