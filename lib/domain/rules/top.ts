import * as z from 'zod';
import type { Amount } from '../amount.ts';
import type { PointUnits } from '../points.ts';
import { amountAt, type CompetitiveColumn, columnOf, type OwnCompetitive } from '../recalculation/board.ts';
import { amongSchema } from './expression.ts';
import { type Gap, gapsTo, targetMark } from './gap.ts';
import {
  type Cut,
  cutOf,
  isWithin,
  nextAtLeast,
  type Placement,
  type PlaceRule,
  placementOf,
  ties,
} from './placement.ts';
import {
  type ComponentSettings,
  type Counted,
  meetsTarget,
  ofAnyValue,
  type RuledComponent,
  type RuleKind,
  refuseNoTarget,
  refuseTooFine,
  type SettingsFault,
  type Settlement,
  units,
} from './rule.ts';
import { orderSchema, pointsText, zeroTarget } from './setting-schemas.ts';
import { byPlaceStep, placeStep, placesMark, targetStep, topWords } from './top-words.ts';

/** The settings of such a rule in a document. */
export const topSettings = () =>
  z.strictObject({
    kind: z.literal('top'),
    /** How many places earn `placePoints`. */
    places: z.int().min(1).max(100),
    placePoints: pointsText(),
    targetPoints: pointsText(),
    /** Target not met and not in the places [D 7]. */
    otherPoints: pointsText(),
    /** 1, 1, 3 · 2, 2, 3 · 1, 1, 2 [D 5]. */
    ties: z.enum(ties),
    /** Whether a place counts only where the target is met too [D 6]. */
    placeNeedsTarget: z.boolean(),
    zeroTarget: zeroTarget(),
    order: orderSchema().optional(),
    /** Whether only a value above 0 holds a place; so it is where nothing is said [D 5]. */
    positiveOnly: z.boolean().optional(),
    among: amongSchema().optional(),
  });

/** They, of a document that was validated. */
export type TopSettings = z.infer<ReturnType<typeof topSettings>>;

/** What a district has by itself, before any place: nothing that counts · a value below the target · the target met · a value without a target. */
const standings = { nothing: 0, counted: 1, met: 2, placed: 3 } as const;

/**
 * Place points in the first places, else target points with the target met, else the rest [C 13, 16–18] [D 5–7].
 * Without a target a value stands for its place only [D 8].
 */
export const top: RuleKind<typeof topSettings> = {
  check: (rule, component) => [...refuseNoTarget(rule.kind, component), ...pointsFaults(rule, component)],
  describe: topWords,
  compile: (rule, component) => {
    const given = givenPoints(rule, component);
    return {
      ...ofAnyValue,
      sees: 'cohort',
      among: rule.among ?? 'cohort',
      standing: (value, target) => standingOf(rule, value, target),
      settle: (column) => new TopSettlement(rule, component, given, column),
    };
  },
};

const aboveFull = { zh: '多于满分。', en: 'is more than the full points' };

function pointsFaults(rule: TopSettings, component: ComponentSettings): SettingsFault[] {
  const { placePoints, targetPoints, otherPoints } = rule;
  const tooFine = refuseTooFine({ placePoints, targetPoints, otherPoints }, component);
  if (tooFine.length > 0) return tooFine;
  const { fullPoints, rounding } = component;
  const full = units(fullPoints, rounding);
  const tooMany = (['targetPoints', 'otherPoints'] as const).filter((key) => units(rule[key], rounding) > full);
  return [
    ...(units(placePoints, rounding) === full
      ? []
      : [
          {
            path: ['rule', 'placePoints'],
            message: {
              zh: `写的是 ${placePoints}，而这项考核内容的满分是 ${fullPoints}。`,
              en: `is ${placePoints}, but the component's full points are ${fullPoints}`,
            },
          },
        ]),
    ...tooMany.map((key) => ({ path: ['rule', key], message: aboveFull })),
  ];
}

function standingOf(rule: TopSettings, value: Amount | null, target: Amount | null): number {
  if (!value) return standings.nothing;
  if (!target) return standings.placed;
  return meetsTarget(value, target, rule.zeroTarget, rule.order) ? standings.met : standings.counted;
}

/** The points that each standing earns within and outside the places. */
interface GivenPoints {
  readonly inside: readonly PointUnits[];
  readonly outside: Uint32Array;
}

function givenPoints(rule: TopSettings, { rounding }: RuledComponent): GivenPoints {
  const place = units(rule.placePoints, rounding);
  const target = units(rule.targetPoints, rounding);
  const other = units(rule.otherPoints, rounding);
  return {
    inside: rule.placeNeedsTarget ? [0, other, place, 0] : [0, place, place, place],
    outside: Uint32Array.of(0, other, target, 0),
  };
}

class TopSettlement implements Settlement {
  readonly #rule: TopSettings;
  readonly #placeRule: PlaceRule;
  readonly #component: RuledComponent;
  readonly #given: GivenPoints;
  readonly #column: CompetitiveColumn;
  /** Sought when it is first needed: of a basis that a claim did not touch nobody asks. */
  #cut: Cut | undefined;
  #placement: Placement | null = null;

  constructor(rule: TopSettings, component: RuledComponent, given: GivenPoints, column: CompetitiveColumn) {
    this.#rule = rule;
    this.#placeRule = placeRuleOf(rule);
    this.#component = component;
    this.#given = given;
    this.#column = column;
  }

  pointsAt(district: number): PointUnits {
    const { standing } = this.#column;
    const isIn = this.#isPlain
      ? isWithin(this.#plainCut, this.#column, district)
      : isInPlaces(this.#rule, this.#places, district);
    return this.#points(isIn, standing[district]!);
  }

  /** The few within the places have the points for it instead; so may those be named who miss the cut by millionths. */
  get mostly() {
    if (!this.#isPlain) return null;
    const { whole } = this.#column;
    const otherwise: number[] = [];
    const cut = this.#plainCut;
    if (cut)
      for (let at = nextAtLeast(whole, cut.whole, 0); at < whole.length; at = nextAtLeast(whole, cut.whole, at + 1))
        otherwise.push(at);
    return { byStanding: this.#given.outside, otherwise };
  }

  earn(district: number, { value, target }: Pick<Counted, 'value' | 'target'>) {
    const placement = this.#places;
    const isIn = isInPlaces(this.#rule, placement, district);
    const standing = standingOf(this.#rule, value, target);
    const points = this.#points(isIn, standing);
    const isByPlace = isIn && (standing === standings.met || !this.#rule.placeNeedsTarget);
    const steps = () => [
      placeStep(this.#component, this.#rule, value, placement, district),
      isByPlace
        ? byPlaceStep(this.#component, this.#rule, points)
        : targetStep(this.#component, target, standing === standings.met, points),
    ];
    const place = placement.placeAt(district);
    return { points, place, steps, gaps: () => this.#gaps(district, value, target, points) };
  }

  /** Whether the cut of the amounts as they are says all: more is better, above 0, and nothing is a fraction. */
  get #isPlain(): boolean {
    const { order, positiveOnly } = this.#placeRule;
    return order === 'at-least' && positiveOnly && !this.#column.fractions;
  }

  get #plainCut(): Cut {
    if (this.#cut === undefined) this.#cut = cutOf(this.#column, this.#rule);
    return this.#cut;
  }

  get #places(): Placement {
    this.#placement ??= placementOf(this.#column, this.#placeRule);
    return this.#placement;
  }

  #points(isIn: boolean, standing: number): PointUnits {
    return (isIn ? this.#given.inside : this.#given.outside)[standing]!;
  }

  /** The target and the cut, each tried among the others: who reaches the one may be beyond the other, or only tie. */
  #gaps(district: number, value: Amount, target: Amount | null, earned: PointUnits): Gap[] {
    if (this.#placeRule.order === 'at-most') return [];
    const marks = [
      { at: target, name: targetMark },
      { at: this.#places.cut(this.#rule.places), name: placesMark(this.#rule) },
    ];
    return marks.flatMap(({ at, name }) => {
      if (!at) return [];
      const standing = standingOf(this.#rule, at, target);
      const column = withValue(this.#column, district, { value: at, standing });
      const isIn = isInPlaces(this.#rule, placementOf(column, this.#placeRule), district);
      const points = this.#points(isIn, standing);
      return gapsTo({ at, points, name }, this.#component, value, earned);
    });
  }
}

function placeRuleOf({ ties, order = 'at-least', positiveOnly = true }: TopSettings): PlaceRule {
  return { ties, order, positiveOnly };
}

function isInPlaces({ places }: TopSettings, placement: Placement, district: number): boolean {
  const place = placement.placeAt(district);
  return place !== null && place <= places;
}

function withValue(column: CompetitiveColumn, district: number, own: OwnCompetitive): CompetitiveColumn {
  const all = Array.from(
    column.standing,
    (standing, at) => ({ value: amountAt(column, at), standing }) as OwnCompetitive,
  );
  all[district] = own;
  return columnOf(all);
}
