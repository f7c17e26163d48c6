import { describe, expect, it } from 'vitest';
import {
  demoClaims,
  demoDistricts,
  demoEvents,
  demoJudgements,
  demoMadeUpClaims,
  demoPace,
  demoTargets,
  demoVerifications,
  lastYearClaims,
} from '../../infra/local/demo/demo-data.ts';
import { compareAmounts, isPositive } from '../../lib/domain/amount.ts';
import { idSchema } from '../../lib/domain/ids.ts';
import { quantity, readQuantity } from '../../lib/domain/quantity.ts';
import { schemeSchema } from '../../lib/domain/scheme-document.ts';
import published from '../../lib/schemes/east-west-70.json' with { type: 'json' };

const components = schemeSchema()
  .parse(published)
  .categories.flatMap((category) => category.indicators.flatMap((indicator) => indicator.components));
const componentOf = new Map(components.map((component) => [component.id, component]));
const districtIds = demoDistricts.map((district) => district.id);
const keyOf = (entry: { district: string; component: string }) => `${entry.district} ${entry.component}`;
const claimedKeys = demoClaims.map(keyOf);
const isDiscretionary = (id: string) => componentOf.get(id)?.rule.kind === 'discretionary';
const sumOf = (texts: string[]) => texts.reduce((sum, value) => sum + Number(value), 0);

describe('the demo districts', () => {
  it('have valid ids, each once, in code-unit order', () => {
    for (const id of districtIds) expect(idSchema().safeParse(id).success).toBe(true);
    expect(districtIds).toEqual([...new Set(districtIds)].sort());
  });

  it('have a name in both languages and a group', () => {
    for (const { name, group } of demoDistricts) {
      expect(name.zh).toMatch(/^\p{Script=Han}+$/u);
      expect(name.en).toMatch(/^[A-Z][A-Za-z ]+, [A-Z][a-z]+$/);
      expect(idSchema().safeParse(group).success).toBe(true);
    }
  });
});

describe('the demo claims', () => {
  it('come from at least ten districts, every listed district among them', () => {
    expect(demoDistricts.length).toBeGreaterThanOrEqual(10);
    expect(new Set(demoClaims.map((claim) => claim.district))).toEqual(new Set(districtIds));
  });

  it('are for components of the scheme, at most one for each', () => {
    for (const { component } of demoClaims) expect(componentOf.has(component)).toBe(true);
    expect(new Set(claimedKeys).size).toBe(claimedKeys.length);
  });

  it('claim quantities', () => {
    for (const { value } of demoClaims) expect(readQuantity(value)).toMatchObject({ text: value });
  });

  it('claim what was published, adding up only figures of one unit', () => {
    for (const { component, value, published: figures } of demoClaims) {
      expect(new Set(figures.map((figure) => figure.unit)).size).toBe(1);
      if (!isDiscretionary(component)) expect(sumOf(figures.map((figure) => figure.value))).toBe(Number(value));
    }
  });

  it('claim 0 or 1 for a discretionary component, and 1 only on a figure above 0', () => {
    const discretionary = demoClaims.filter((claim) => isDiscretionary(claim.component));
    expect(discretionary.length).toBeGreaterThan(0);
    for (const { value, published: figures } of discretionary) {
      expect(['0', '1']).toContain(value);
      if (value === '1') expect(isPositive(quantity(figures[0]!.value))).toBe(true);
    }
  });

  it('note the published figure and cite a source, in text that a claim may carry', () => {
    for (const { note, source, published: figures } of demoClaims) {
      expect(source).toMatch(/^https?:\/\/\S+$/);
      expect(note.endsWith(`来源：${source}`)).toBe(true);
      for (const { measure, value, unit } of figures) {
        expect(note).toContain(measure);
        expect(note).toContain(`${value} ${unit}`);
      }
      expect(note.length).toBeLessThanOrEqual(500);
      expect(note).not.toMatch(/\p{Cc}/u);
    }
  });
});

describe('the demo targets', () => {
  const assigned = components.filter((component) => component.target.kind === 'assigned').map(({ id }) => id);

  it('say that they are made up', () => {
    expect(demoTargets.about.zh).toContain('编造');
    expect(demoTargets.about.en).toContain('made up');
  });

  it('cover every component whose target is assigned, and no other, for every district', () => {
    expect(Object.keys(demoTargets.targets)).toEqual(districtIds);
    for (const targets of Object.values(demoTargets.targets))
      expect(Object.keys(targets).sort()).toEqual([...assigned].sort());
  });

  it('are quantities above 0', () => {
    const values = Object.values(demoTargets.targets).flatMap((targets) => Object.values(targets));
    for (const value of values) expect(isPositive(quantity(value))).toBe(true);
  });

  it('leave some claims below, some at and some above the target', () => {
    const signs = demoClaims
      .filter((claim) => componentOf.get(claim.component)?.target.kind === 'assigned')
      .map(({ district, component, value }) => {
        const target = demoTargets.targets[district]![component]!;
        return Math.sign(compareAmounts(quantity(value), quantity(target)));
      });
    expect(new Set(signs)).toEqual(new Set([-1, 0, 1]));
  });
});

describe('the demo verifications', () => {
  it('verify about half of the claims, each once, and correct or return none', () => {
    const keys = demoVerifications.map(keyOf);
    expect(new Set(keys).size).toBe(keys.length);
    for (const key of keys) expect(claimedKeys).toContain(key);
    for (const { decision } of demoVerifications) expect(decision).toBe('verify');
    expect(Math.abs(keys.length - claimedKeys.length / 2)).toBeLessThan(claimedKeys.length / 10);
  });

  it('carry a reason that says it is a demonstration', () => {
    for (const { reason } of demoVerifications) expect(reason).toMatch(/^演示：/);
  });

  it('leave figures in another unit than the component alone: 人次 is not 人', () => {
    const personTimes = demoClaims
      .filter((claim) => claim.published.some((figure) => figure.unit === '人次'))
      .map(keyOf);
    expect(personTimes.length).toBeGreaterThan(0);
    for (const key of personTimes) expect(demoVerifications.map(keyOf)).not.toContain(key);
  });
});

const madeUpKeys = Object.entries(demoMadeUpClaims).flatMap(([district, values]) =>
  Object.keys(values).map((component) => keyOf({ district, component })),
);
const categoryOf = new Map(
  schemeSchema()
    .parse(published)
    .categories.flatMap(({ id, indicators }) =>
      indicators.flatMap((indicator) => indicator.components.map((component) => [component.id, id] as const)),
    ),
);

describe('the made-up claims', () => {
  it.each([
    ['this year', demoMadeUpClaims],
    ['last year', lastYearClaims],
  ])('are quantities for components of the scheme, in every district: %s', (_, values) => {
    expect(Object.keys(values)).toEqual(districtIds.filter((id) => id in values));
    for (const [component, value] of Object.values(values).flatMap((own) => Object.entries(own))) {
      expect(componentOf.has(component)).toBe(true);
      expect(readQuantity(value)).toMatchObject({ text: value });
      if (isDiscretionary(component)) expect(['0', '1']).toContain(value);
    }
  });

  it('stand where no figure was published, and fill most of the components but not all', () => {
    for (const key of claimedKeys) expect(madeUpKeys).not.toContain(key);
    const filled = (claimedKeys.length + madeUpKeys.length) / (components.length * districtIds.length);
    expect(filled).toBeGreaterThan(0.7);
    expect(filled).toBeLessThan(0.95);
  });

  it('leave zhenhai without component 16 and behind songjiang’s 543: what can be tried moves both', () => {
    expect([...claimedKeys, ...madeUpKeys]).not.toContain('zhenhai 16');
    const others = Object.values(demoMadeUpClaims).map((values) => Number(values['16'] ?? 0));
    expect(Math.max(...others)).toBeLessThan(543);
  });
});

describe('the demo’s pace', () => {
  it('takes in every published figure within the thirty days', () => {
    expect(Object.keys(demoPace)).toEqual(districtIds);
    for (const { district, component } of demoClaims)
      expect([district, component, demoPace[district]![categoryOf.get(component)!]]).toEqual([
        district,
        component,
        expect.toSatisfy((day) => day > 1 && day < 30),
      ]);
  });

  it('lets one district hand in everything and another next to nothing', () => {
    const counts = Object.values(demoPace).map((days) => Object.keys(days).length);
    expect([Math.min(...counts), Math.max(...counts)]).toEqual([1, 6]);
  });
});

describe('the demo’s judgements', () => {
  it('are of made-up claims, each once, and say that they are made up', () => {
    const keys = demoJudgements.map(keyOf);
    expect(new Set(keys).size).toBe(keys.length);
    for (const key of keys) expect(madeUpKeys).toContain(key);
    for (const { decision, reason } of demoJudgements)
      if (decision !== 'wait') expect(reason).toMatch(/^演示：.*（虚构）。$/);
    expect(new Set(demoJudgements.map(({ decision }) => decision))).toEqual(
      new Set(['correct', 'return', 'deduct', 'wait']),
    );
  });

  it('come before what is claimed again or set anew, which is done on a later day', () => {
    const again = [...demoEvents.laterClaims, ...demoEvents.newTargets];
    for (const { day, district, component } of again)
      expect([district, component, day - demoPace[district]![categoryOf.get(component)!]!]).toEqual([
        district,
        component,
        expect.toSatisfy((days) => days > 4),
      ]);
  });
});
