import { describe, expect, it } from 'vitest';
import { schemeSchema } from '../../lib/domain/scheme-document.ts';
import { examples } from '../support/example-vectors.ts';

/** Every setting of every object below a value: `kind`, and `kind=top` where the setting is a word. */
function settingsIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(settingsIn);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inside]) => [
    key,
    ...(typeof inside === 'string' || typeof inside === 'boolean' ? [`${key}=${inside}`] : []),
    ...settingsIn(inside),
  ]);
}

const kinds = 'completion proportional top discretionary bands per-unit places recorded veto assigned fixed none'.split(
  ' ',
);
const expressions =
  'value claimed verified target points coefficient add subtract multiply divide least greatest mean best lowest sum'.split(
    ' ',
  );
const words = [
  ...['mode=half-up', 'mode=half-even', 'onTop=true', 'filledBy=district', 'filledBy=assessor'],
  ...['whenNotApplicable=full', 'whenNotApplicable=zero', 'whenNotApplicable=mean', 'from=target'],
  ...['zeroTarget=any', 'zeroTarget=positive', 'order=at-least', 'order=at-most', 'of=value', 'of=rate'],
  ...['units=started', 'units=full', 'units=exact', 'among=group', 'among=cohort', 'positiveOnly=true'],
  ...['ties=competition', 'ties=modified-competition', 'ties=dense', 'positiveOnly=false'],
  ...['placeNeedsTarget=true', 'placeNeedsTarget=false'],
];
const parts =
  'grades lowestPoints measure unless atLeast eligibility checkedOn above below most upTo then each least highest'.split(
    ' ',
  );

describe('the examples of schemes', () => {
  const used = new Set(examples.flatMap(({ document }) => settingsIn(document)));

  it.each(kinds.map((kind) => `kind=${kind}`))('show the kind of rule or target %s', (kind) =>
    expect(used).toContain(kind),
  );

  it.each(expressions)('show the expression %s', (name) => expect(used).toContain(name));

  it.each([...words, ...parts])('show the setting %s', (setting) => expect(used).toContain(setting));

  it.each(examples)('can be loaded: $id', ({ document }) => {
    expect(schemeSchema().safeParse(document).error).toBeUndefined();
  });

  it.each(examples)('say that they are examples, in both languages: $id', ({ document }) => {
    const { source, title } = document as unknown as { source: string; title: { zh: string; en: string } };
    expect(source).toMatch(/^示例.*An example made up/);
    expect([title.zh.includes('示例'), title.en.includes('example')]).toEqual([true, true]);
  });

  it.each(examples)('are of the size of a method: $id', ({ document }) => {
    const components = document.categories.flatMap(({ indicators }) => indicators.flatMap((each) => each.components));
    expect(components.length).toBeGreaterThanOrEqual(8);
    expect(components.length).toBeLessThanOrEqual(25);
  });
});
