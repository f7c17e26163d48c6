import { describe, expect, it } from 'vitest';
import { componentIdSchema, idSchema } from '../../lib/domain/ids.ts';
import { type SchemeDocument, schemeSchema } from '../../lib/domain/scheme-document.ts';

type Category = SchemeDocument['categories'][number];
type Indicator = Category['indicators'][number];
type Component = Indicator['components'][number];
type TopRule = Extract<Component['rule'], { kind: 'top' }>;

const text = { zh: '名称', en: 'Name' };
const proportional: Component['rule'] = { kind: 'proportional', zeroTarget: 'any' };
const top: TopRule = {
  kind: 'top',
  places: 2,
  placePoints: '3',
  targetPoints: '2',
  otherPoints: '0',
  ties: 'competition',
  placeNeedsTarget: false,
  zeroTarget: 'positive',
};

function component(id: string, fullPoints: string, change: Partial<Component> = {}): Component {
  const target = { kind: 'assigned' } as const;
  return { id, name: text, fullPoints, unit: text, target, rule: proportional, evidence: [], onSite: false, ...change };
}

function indicator(id: string, maxPoints: string, components: Component[]): Indicator {
  return { id, name: text, clause: '条款', maxPoints, components };
}

function category(id: string, maxPoints: string, indicators: Indicator[]): Category {
  return { id, name: text, maxPoints, indicators };
}

/** Two categories, three indicators, four components: 3 + 2.5 + 1.25 + 0.25 = 7 points. */
function scheme(change: Partial<SchemeDocument> = {}): SchemeDocument {
  return {
    id: 'sample',
    title: text,
    source: '办法',
    maxPoints: '7',
    rounding: { places: 2, mode: 'half-up' },
    categories: [
      category('first', '5.5', [
        indicator('1', '3', [component('1', '3')]),
        indicator('2', '2.5', [component('2', '2.5')]),
      ]),
      category('second', '1.5', [indicator('3', '1.5', [component('3.1', '1.25'), component('3.2', '0.25')])]),
    ],
    ...change,
  };
}

/** A scheme of one component worth 3 points. */
function schemeOf(change: Partial<Component>): SchemeDocument {
  const only = indicator('1', '3', [component('1', '3', change)]);
  return scheme({ maxPoints: '3', categories: [category('first', '3', [only])] });
}

/** What the schema refuses, as `path: message`; empty when it accepts. */
function faults(document: unknown): string[] {
  const read = schemeSchema().safeParse(document);
  return read.success ? [] : read.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
}

/** The same sentences in Chinese. */
function inChinese(document: unknown): string[] {
  const { issues } = schemeSchema().safeParse(document).error!;
  return issues.map((issue) => (issue as { params?: { text: { zh: string } } }).params!.text.zh);
}

const ONLY = 'categories.0.indicators.0.components.0';

describe('the sums of a scheme', () => {
  it('accepts maxima that add up exactly at each level, decimals included', () => {
    expect(faults(scheme())).toEqual([]);
  });

  it('counts in exact decimals: 0.1 + 0.2 is 0.3', () => {
    const parts = [component('1.1', '0.1'), component('1.2', '0.2')];
    const categories = [category('first', '0.3', [indicator('1', '0.3', parts)])];
    expect(faults(scheme({ maxPoints: '0.3', categories }))).toEqual([]);
  });

  it('refuses a total other than the sum of the categories', () => {
    expect(faults(scheme({ maxPoints: '8' }))).toEqual(['maxPoints: is 8, but its categories add up to 7']);
  });

  it('is complained of in both languages', () => {
    const { error } = schemeSchema().safeParse(scheme({ maxPoints: '8' }));
    const text = { zh: '写的是 8，而各类别合计 7。', en: 'is 8, but its categories add up to 7' };
    expect(error!.issues).toMatchObject([{ code: 'custom', params: { text } }]);
  });

  it('and all else in which it contradicts itself is told in Chinese, too', () => {
    const document = scheme({ maxPoints: '6.5' });
    const [first, second] = document.categories as [Category, Category];
    second.id = first.id;
    second.maxPoints = '1';
    second.indicators[0]!.id = '1';
    first.indicators[1]!.maxPoints = '2';
    const [one] = first.indicators[0]!.components as [Component];
    second.indicators[0]!.components[0]!.id = one.id;
    one.evidence = [text, text].map((name) => ({ id: 'paper', name }));
    one.rule = { ...top, placePoints: '2' };
    expect(inChinese(document)).toEqual([
      '类别编号“first”用了两次。',
      '指标编号“1”用了两次。',
      '佐证种类编号“paper”用了两次。',
      '考核内容编号“1”用了两次。',
      '写的是 5.5，而各指标合计 5。',
      '写的是 2，而各项考核内容合计 2.5。',
      '写的是 1，而各指标合计 1.5。',
      '写的是 2，而这项考核内容的满分是 3。',
    ]);
    const untargeted = schemeOf({ target: { kind: 'none' }, rule: { ...top, targetPoints: '1.005' } });
    expect(inChinese(untargeted).sort()).toEqual(
      ['“1.005”的小数多于考核办法的 2 位。', '规则 top 的考核内容须有任务。'].sort(),
    );
  });

  it('refuses a category other than the sum of its indicators', () => {
    const document = scheme({ maxPoints: '7.5' });
    document.categories[1]!.maxPoints = '2';
    expect(faults(document)).toEqual(['categories.1.maxPoints: is 2, but its indicators add up to 1.5']);
  });

  it('refuses an indicator other than the sum of its components', () => {
    const document = scheme();
    document.categories[1]!.indicators[0]!.components[1]!.fullPoints = '0.5';
    expect(faults(document)).toEqual([
      'categories.1.indicators.0.maxPoints: is 1.5, but its components add up to 1.75',
    ]);
  });
});

describe('the components of a scheme', () => {
  const ofComponents = (...counts: number[]) => {
    const indicators = counts.map((count, i) => {
      const parts = Array.from({ length: count }, (_, c) => component(`${i}.${c}`, '1'));
      return indicator(String(i), String(count), parts);
    });
    const all = String(counts.reduce((sum, count) => sum + count));
    return scheme({ maxPoints: all, categories: [category('first', all, indicators)] });
  };

  it('are 90 at most, so that a board has room for all of them', () => {
    expect(faults(ofComponents(45, 45))).toEqual([]);
    expect(faults(ofComponents(46, 45))).toEqual(['categories: has more than 90 components in all']);
  });
});

describe('the ids of a scheme', () => {
  it('accepts one id for a category, an indicator and a component, since each level is on its own', () => {
    const only = indicator('a', '3', [component('a', '3')]);
    expect(faults(scheme({ maxPoints: '3', categories: [category('a', '3', [only])] }))).toEqual([]);
  });

  it('refuses a category id used twice', () => {
    const document = scheme();
    document.categories[1]!.id = 'first';
    expect(faults(document)).toEqual(['categories.1.id: the category id "first" is used twice']);
  });

  it('refuses an indicator id used twice, in another category too', () => {
    const document = scheme();
    document.categories[1]!.indicators[0]!.id = '2';
    expect(faults(document)).toEqual(['categories.1.indicators.0.id: the indicator id "2" is used twice']);
  });

  it('refuses a kind of evidence that a component names twice, not one that two components name', () => {
    const kind = { id: 'minutes', name: { zh: '会议纪要', en: 'Minutes' } };
    const document = scheme();
    for (const { indicators } of document.categories) indicators[0]!.components[0]!.evidence = [kind];
    expect(faults(document)).toEqual([]);
    document.categories[0]!.indicators[0]!.components[0]!.evidence = [kind, kind];
    expect(faults(document)).toEqual([
      'categories.0.indicators.0.components.0.evidence.1.id: the evidence kind id "minutes" is used twice',
    ]);
  });

  it('refuses a component id used twice, in another indicator too', () => {
    const document = scheme();
    document.categories[1]!.indicators[0]!.components[0]!.id = '1';
    expect(faults(document)).toEqual(['categories.1.indicators.0.components.0.id: the component id "1" is used twice']);
  });

  it.each(['a', '2019', 'east-west-70', 'a'.repeat(32)])('accepts the id %j', (id) => {
    expect(idSchema().safeParse(id).success).toBe(true);
  });

  it.each(['', '-a', 'A', 'a_b', 'a.b', '区', 'a/b', ' a', 'a\n', 'a'.repeat(33)])('refuses the id %j', (id) => {
    expect(idSchema().safeParse(id).success).toBe(false);
  });

  it('lets component ids carry a point, and 16 characters at most', () => {
    expect(componentIdSchema().safeParse('20.1').success).toBe(true);
    expect(componentIdSchema().safeParse('a'.repeat(16)).success).toBe(true);
    expect(componentIdSchema().safeParse('.1').success).toBe(false);
    expect(componentIdSchema().safeParse('a'.repeat(17)).success).toBe(false);
  });

  it('refuses ids by the name of their notation, for which there are words elsewhere', () => {
    expect(faults(scheme({ id: 'Sample' }))).toEqual(['id: id']);
    // Made here: the scheme's own schema is made once for all tests, before any mutant.
    expect(idSchema().safeParse('A').error!.issues).toMatchObject([{ message: 'id' }]);
    expect(componentIdSchema().safeParse('A').error!.issues).toMatchObject([{ message: 'component id' }]);
    expect(faults(schemeOf({ id: '5/1' }))).toEqual([`${ONLY}.id: component id`]);
  });
});

describe('the places of a scheme', () => {
  it.each([-1, 5, 1e15, 1e30])('are refused, and nothing is compared, where there are %d of them', (places) => {
    const found = faults(scheme({ maxPoints: '8', rounding: { places, mode: 'half-up' } }));
    expect(new Set(found.map((fault) => fault.split(':')[0]))).toEqual(new Set(['rounding.places']));
  });

  it('accepts points with as many decimals as the scheme keeps', () => {
    expect(faults(scheme({ rounding: { places: 2, mode: 'half-even' } }))).toEqual([]);
  });

  it('refuses points with more decimals, wherever they stand', () => {
    expect(faults(scheme({ rounding: { places: 1, mode: 'half-up' } }))).toEqual([
      'categories.1.indicators.0.components.0.fullPoints: "1.25" has more than the scheme\'s 1 places',
      'categories.1.indicators.0.components.1.fullPoints: "0.25" has more than the scheme\'s 1 places',
    ]);
  });

  it('compares nothing with full points that have more decimals', () => {
    const only = component('1', '3.001', { rule: { ...top, placePoints: '2' } });
    const document = scheme({ maxPoints: '3', categories: [category('first', '3', [indicator('1', '3', [only])])] });
    expect(faults(document).filter((fault) => fault.startsWith(ONLY))).toEqual([
      `${ONLY}.fullPoints: "3.001" has more than the scheme's 2 places`,
    ]);
  });

  it('refuses a total, a category and an indicator with more decimals', () => {
    const only = indicator('1', '3.00', [component('1', '3')]);
    const categories = [category('first', '3.00', [only])];
    expect(faults(scheme({ maxPoints: '3.00', rounding: { places: 1, mode: 'half-up' }, categories }))).toEqual([
      'maxPoints: "3.00" has more than the scheme\'s 1 places',
      'categories.0.maxPoints: "3.00" has more than the scheme\'s 1 places',
      'categories.0.indicators.0.maxPoints: "3.00" has more than the scheme\'s 1 places',
    ]);
  });

  it.each(['placePoints', 'targetPoints', 'otherPoints'] as const)('refuses %s with more decimals', (key) => {
    const written = key === 'placePoints' ? '3.000' : '1.005';
    expect(faults(schemeOf({ rule: { ...top, [key]: written } }))).toEqual([
      `${ONLY}.rule.${key}: "${written}" has more than the scheme's 2 places`,
    ]);
  });

  it.each([-1, 5, 1.5])('refuses to keep %d places', (places) => {
    expect(faults(scheme({ rounding: { places, mode: 'half-up' } }))[0]).toMatch(/^rounding\.places: /);
  });
});

describe('the settings of a component', () => {
  it.each([
    { rule: { kind: 'completion', zeroTarget: 'positive' }, target: { kind: 'fixed', value: '1' } },
    { rule: proportional, target: { kind: 'assigned' } },
    { rule: top, target: { kind: 'assigned' } },
    { rule: { ...top, targetPoints: '3', otherPoints: '3' }, target: { kind: 'assigned' } },
    { rule: { ...top, placePoints: '3.0' }, target: { kind: 'assigned' } },
    { rule: { kind: 'discretionary' }, target: { kind: 'none' } },
  ] satisfies Partial<Component>[])('accepts %j', (change) => {
    expect(faults(schemeOf(change))).toEqual([]);
  });

  it.each([{ kind: 'assigned' }, { kind: 'fixed', value: '1' }] satisfies Component['target'][])(
    'refuses a discretionary component with the target %j',
    (target) => {
      const document = schemeOf({ rule: { kind: 'discretionary' }, target });
      expect(faults(document)).toEqual([`${ONLY}.target: a discretionary component has no target`]);
    },
  );

  it.each([{ kind: 'completion', zeroTarget: 'any' }, proportional, top] satisfies Component['rule'][])(
    'refuses the rule $kind without a target',
    (rule) => {
      const document = schemeOf({ rule, target: { kind: 'none' } });
      expect(faults(document)).toEqual([`${ONLY}.target: a ${rule.kind} component needs a target`]);
    },
  );

  it('refuses a place worth other than the full points', () => {
    expect(faults(schemeOf({ rule: { ...top, placePoints: '2.5' } }))).toEqual([
      `${ONLY}.rule.placePoints: is 2.5, but the component's full points are 3`,
    ]);
  });

  it.each(['targetPoints', 'otherPoints'] as const)('refuses %s above the full points', (key) => {
    expect(faults(schemeOf({ rule: { ...top, [key]: '3.01' } }))).toEqual([
      `${ONLY}.rule.${key}: is more than the full points`,
    ]);
  });

  it.each(['-1', '1e3', '01', '', '1.0000001'])('refuses the fixed target %j', (value) => {
    const [fault] = faults(schemeOf({ target: { kind: 'fixed', value } }));
    expect(fault).toContain(`${ONLY}.target.value: must be a quantity`);
  });

  it.each(['-3', '03', '3.', '.5', '3.00000', '100000', ' 3'])('refuses the points %j', (fullPoints) => {
    const [fault] = faults(schemeOf({ fullPoints }));
    expect(fault).toBe(`${ONLY}.fullPoints: points`);
  });
});

describe('the shape of a scheme', () => {
  it('refuses an unknown property at any level', () => {
    expect(faults({ ...scheme(), colour: 'red' })).toEqual([': Unrecognized key: "colour"']);
    const rule = { ...proportional, places: 2 } as Component['rule'];
    expect(faults(schemeOf({ rule }))).toEqual([`${ONLY}.rule: Unrecognized key: "places"`]);
  });

  it('refuses an unknown rule kind', () => {
    const rule = { kind: 'formula' } as unknown as Component['rule'];
    expect(faults(schemeOf({ rule }))[0]).toMatch(new RegExp(`^${ONLY}\\.rule\\.kind: `));
  });

  it('refuses a name that lacks a language or is empty in one', () => {
    const half = { zh: '名称' } as Component['name'];
    expect(faults(schemeOf({ name: half }))[0]).toMatch(new RegExp(`^${ONLY}\\.name\\.en: `));
    expect(faults(schemeOf({ name: { zh: '', en: 'Name' } }))[0]).toMatch(new RegExp(`^${ONLY}\\.name\\.zh: `));
  });

  it('refuses a scheme without categories, a category without indicators, an indicator without components', () => {
    const tooFew = /: Too small/;
    expect(faults(scheme({ categories: [] }))[0]).toMatch(tooFew);
    expect(faults(scheme({ categories: [category('first', '7', [])] }))[0]).toMatch(tooFew);
    expect(faults(scheme({ categories: [category('first', '7', [indicator('1', '7', [])])] }))[0]).toMatch(tooFew);
  });
});

describe('the settings of bands', () => {
  const banded = (rule: object, target: object = { kind: 'assigned' }) => {
    const part = { ...component('a', '3'), target, rule: { kind: 'bands', of: 'value', ...rule } };
    const only = indicator('a', '3', [part as never]);
    return faults(scheme({ maxPoints: '3', categories: [category('a', '3', [only])] }));
  };
  const from = (...edges: (string | null)[]) => edges.map((edge) => ({ from: edge, points: '1' }));
  const at = `${ONLY}.rule.bands`;

  it('are accepted from the highest edge down, or from the lowest up, the last band without one', () => {
    expect(banded({ bands: from('90', '60.5', null) })).toEqual([]);
    expect(
      banded({
        bands: [
          { upTo: '0', points: '-1' },
          { upTo: null, points: '3' },
        ],
      }),
    ).toEqual([]);
    expect(banded({ bands: from(null) })).toEqual([]);
  });

  it('are refused in another order, with an edge twice, or without a band for the rest', () => {
    expect(banded({ bands: from('60', '90', null) })).toEqual([`${at}.1.from: is not below the band before`]);
    expect(banded({ bands: from('60', '60.0', null) })).toEqual([`${at}.1.from: is not below the band before`]);
    const up = [
      { upTo: '2', points: '1' },
      { upTo: '1', points: '1' },
      { upTo: null, points: '0' },
    ];
    expect(banded({ bands: up })).toEqual([`${at}.1.upTo: is not above the band before`]);
    const twice = up.map((band, index) => (index === 1 ? { ...band, upTo: '2.0' } : band));
    expect(banded({ bands: twice })).toEqual([`${at}.1.upTo: is not above the band before`]);
    expect(banded({ bands: from('60') })).toEqual([`${at}.0.from: the last band, and no other, has null`]);
    expect(banded({ bands: from(null, null) })).toEqual([`${at}.0.from: the last band, and no other, has null`]);
  });

  it.each(['+1', '1e2', '01', '', '1000000000000000'])('are refused with the edge %j, which is no number', (edge) => {
    expect(banded({ bands: from(edge, null) })).not.toEqual([]);
    const up = [edge, null].map((upTo) => ({ upTo, points: '1' }));
    expect(banded({ bands: up })).not.toEqual([]);
  });

  it('are taken with edges below 0, of what is measured', () => {
    expect(banded({ bands: from('0', '-0.5', '-2', null) })).toEqual([]);
    expect(banded({ bands: from('-2', '-0.5', null) })).toEqual([`${at}.1.from: is not below the band before`]);
  });

  it('are refused where they look both ways, are finer than the scheme keeps, or have no target for their rate', () => {
    const mixed = [
      { from: '9', points: '1' },
      { upTo: null, points: '1' },
    ];
    expect(banded({ bands: mixed })).toEqual([`${at}.1.from: all bands have "from", or all have "upTo"`]);
    const fine = [{ from: null, points: '1.005' }];
    expect(banded({ bands: fine })).toEqual([`${at}.0.points: "1.005" has more than the scheme's 2 places`]);
    expect(banded({ of: 'rate', bands: from(null) }, { kind: 'none' })).toEqual([
      `${ONLY}.target: a bands component needs a target`,
    ]);
    expect(banded({ bands: from(null) }, { kind: 'none' })).toEqual([]);
  });
});
