import { describe, expect, it } from 'vitest';
import { schemeSchema } from '../../lib/domain/scheme-document.ts';
import published from '../../lib/schemes/east-west-70.json' with { type: 'json' };
import { shippedSchemes } from '../../lib/schemes/shipped-schemes.ts';

const scheme = schemeSchema().parse(published);
const indicators = scheme.categories.flatMap((category) => category.indicators);
const components = indicators.flatMap((indicator) => indicator.components);
const idsWhere = (holds: (component: (typeof components)[number]) => boolean) =>
  components.filter(holds).map((component) => component.id);

describe('the shipped schemes', () => {
  it('are what the schema makes of them: nothing checks them again when they are loaded', async () => {
    expect(shippedSchemes.length).toBeGreaterThan(0);
    for (const { id, load } of shippedSchemes) {
      const document = await load();
      expect(document.id).toBe(id);
      expect(schemeSchema().parse(document)).toEqual(document);
    }
  });
});

describe('the scheme east-west-70', () => {
  it('has six categories with the published maxima, 70 in all', () => {
    expect(scheme.maxPoints).toBe('70');
    expect(scheme.categories.map(({ id, maxPoints }) => [id, maxPoints])).toEqual([
      ['organization', '10'],
      ['talent', '11'],
      ['funding', '4'],
      ['industry', '12'],
      ['labor', '18'],
      ['prosperity', '15'],
    ]);
  });

  it('has the 21 numbered indicators in order, with their published points', () => {
    expect(indicators.map((indicator) => indicator.id)).toEqual(Array.from({ length: 21 }, (_, i) => String(i + 1)));
    expect(indicators.map((indicator) => Number(indicator.maxPoints))).toEqual([
      4, 3, 3, 2, 3, 3, 3, 4, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 2, 7, 6,
    ]);
  });

  it('scores 25 components, three each under indicators 20 and 21', () => {
    const single = Array.from({ length: 19 }, (_, i) => String(i + 1));
    expect(idsWhere(() => true)).toEqual([...single, '20.1', '20.2', '20.3', '21.1', '21.2', '21.3']);
    expect(components.slice(-6).map((component) => component.fullPoints)).toEqual(['3', '2', '2', '2', '2', '2']);
  });

  it('scores each component by the rule kind of its clause', () => {
    expect(idsWhere(({ rule }) => rule.kind === 'completion')).toEqual(['1', '2', '3', '4', '19']);
    expect(idsWhere(({ rule }) => rule.kind === 'top')).toEqual(['13', '16', '17', '18']);
    expect(idsWhere(({ rule }) => rule.kind === 'discretionary')).toEqual(['12']);
    expect(idsWhere(({ rule }) => rule.kind === 'proportional')).toHaveLength(15);
  });

  it('settles ties, places and zero as decided [D 2, D 5, D 6, D 7, D 9]', () => {
    expect(scheme.rounding).toEqual({ places: 2, mode: 'half-up' });
    for (const { rule } of components) {
      if (rule.kind === 'completion' || rule.kind === 'proportional') expect(rule.zeroTarget).toBe('any');
      if (rule.kind !== 'top') continue;
      expect(rule).toEqual({
        kind: 'top',
        places: 2,
        placePoints: '3',
        targetPoints: '2',
        otherPoints: '0',
        ties: 'competition',
        placeNeedsTarget: false,
        zeroTarget: 'positive',
      });
    }
  });

  it('fixes the target of one joint meeting, sets none for consumption support, and leaves 23 to be assigned', () => {
    expect(components.find(({ id }) => id === '2')?.target).toEqual({ kind: 'fixed', value: '1' });
    expect(idsWhere(({ target }) => target.kind === 'none')).toEqual(['12']);
    expect(idsWhere(({ target }) => target.kind === 'assigned')).toHaveLength(23);
  });

  it('asks for a check on the spot for indicators 19 to 21 only', () => {
    expect(idsWhere(({ onSite }) => onSite)).toEqual(['19', '20.1', '20.2', '20.3', '21.1', '21.2', '21.3']);
  });

  it('names the evidence of each component, and one name for each kind', () => {
    const names = new Map<string, string>();
    for (const component of components) {
      expect(component.evidence.length).toBeGreaterThan(0);
      for (const { id, name } of component.evidence) {
        expect(names.get(id) ?? name.zh).toBe(name.zh);
        names.set(id, name.zh);
      }
    }
    expect(Object.fromEntries(names)).toEqual({
      minutes: '会议纪要',
      'press-report': '相关报道',
      'dispatch-paper': '选派文件',
      'appointment-paper': '干部任免文件',
      'training-handbook': '培训手册',
      roster: '花名册',
      'supporting-material': '相关佐证材料',
    });
  });

  it('quotes the last column of the text cell by cell, and leaves the one of indicator 8 empty, as it is there', () => {
    const cells = [
      ...Array(3).fill('核验会议纪要、相关报道等'),
      ...Array(2).fill('核验选派文件、干部任免文件等'),
      ...Array(2).fill('核验培训手册、花名册等'),
      undefined,
      ...Array(10).fill('核验相关佐证材料'),
      ...Array(3).fill('现场核验相关佐证材料'),
    ];
    expect(indicators.map(({ checkedOn }) => checkedOn)).toEqual(cells);
  });

  it('names in that column the kinds of evidence of its components, and a visit where it asks for one', () => {
    for (const { checkedOn, components: parts } of indicators) {
      if (checkedOn === undefined) continue;
      for (const { evidence, onSite } of parts) {
        expect(checkedOn.replace(/等$/, '')).toBe(
          `${onSite ? '现场' : ''}核验${evidence.map(({ name }) => name.zh).join('、')}`,
        );
      }
    }
  });

  it('states the conditions on service, income and employment that D 12 names', () => {
    const eligibility = (id: string) => components.find((component) => component.id === id)?.eligibility;
    expect(eligibility('5')?.zh).toContain('超过1个月');
    expect(eligibility('11')?.zh).toContain('脱贫标准');
    for (const id of ['14', '15']) expect(eligibility(id)?.zh).toContain('3个月以上');
    expect(eligibility('2')).toBeUndefined();
  });

  it('quotes each clause with its scoring sentence', () => {
    for (const { clause } of indicators) expect(clause).toMatch(/。（.+[分。]）$/);
    expect(indicators[11]?.clause).toContain('未开展的酌情扣分');
  });
});
