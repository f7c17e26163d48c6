import * as z from 'zod';
import type { PointUnits } from '../points.ts';
import { compareQuantities, type Quantity } from '../quantity.ts';
import type { CompetitiveColumn } from '../recalculation/board.ts';
import { type Gap, gapsTo, targetMark } from './gap.ts';
import { type Cut, cutOf, isWithin, nextAtLeast, type PlaceFinder, placesAmong, ties, valuesOf } from './places.ts';
import {
  type ComponentSettings,
  meetsTarget,
  ofAnyValue,
  pointsText,
  type RuledComponent,
  type RuleKind,
  refuseNoTarget,
  refuseTooFine,
  type SettingsFault,
  type Settlement,
  units,
  zeroTarget,
} from './rule.ts';
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
  });

/** They, of a document that was validated. */
export type TopSettings = z.infer<ReturnType<typeof topSettings>>;

/** What a district has by itself, before any place: nothing that counts · a value below the target · the target met. */
const standings = { nothing: 0, counted: 1, met: 2 } as const;

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

function standingOf(rule: TopSettings, value: Quantity | null, target: Quantity | null): number {
  if (!value || !target) return standings.nothing;
  return meetsTarget(value, target, rule.zeroTarget) ? standings.met : standings.counted;
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
    inside: rule.placeNeedsTarget ? [0, other, place] : [place, place, place],
    outside: Uint32Array.of(0, other, target),
  };
}

class TopSettlement implements Settlement {
  readonly #rule: TopSettings;
  readonly #component: RuledComponent;
  readonly #given: GivenPoints;
  readonly #column: CompetitiveColumn;
  /** Sought when it is first needed: of a basis that a claim did not touch nobody asks. */
  #cut: Cut | undefined;
  #finder: PlaceFinder | null = null;

  constructor(rule: TopSettings, component: RuledComponent, given: GivenPoints, column: CompetitiveColumn) {
    this.#rule = rule;
    this.#component = component;
    this.#given = given;
    this.#column = column;
  }

  get cut(): Cut {
    if (this.#cut === undefined) this.#cut = cutOf(this.#column, this.#rule);
    return this.#cut;
  }

  pointsAt(district: number): PointUnits {
    return this.#points(isWithin(this.cut, this.#column, district), this.#column.standing[district]!);
  }

  get byStanding(): Uint32Array {
    return this.#given.outside;
  }

  /** The few within the places have the points for it instead; so may those be named who miss the cut by millionths. */
  otherwise(): number[] {
    const { whole } = this.#column;
    const { cut } = this;
    const within: number[] = [];
    if (!cut) return within;
    for (let at = nextAtLeast(whole, cut.whole, 0); at < whole.length; at = nextAtLeast(whole, cut.whole, at + 1))
      within.push(at);
    return within;
  }

  gives(other: Settlement): boolean {
    const cut = other instanceof TopSettlement ? other.cut : null;
    return this.cut?.whole === cut?.whole && this.cut?.micros === cut?.micros;
  }

  earn({ value, target }: { readonly value: Quantity; readonly target: Quantity | null }) {
    this.#finder ??= placesAmong(valuesOf(this.#column), this.#rule);
    const place = this.#finder(value);
    const standing = standingOf(this.#rule, value, target);
    const points = this.#points(place.isIn, standing);
    const isByPlace = place.isIn && (standing === standings.met || !this.#rule.placeNeedsTarget);
    const steps = () => [
      placeStep(this.#component, this.#rule, value, place),
      isByPlace
        ? byPlaceStep(this.#component, this.#rule, points)
        : targetStep(this.#component, target, standing === standings.met, points),
    ];
    return { points, place: place.place, steps, gaps: () => this.#gaps(value, target, place.cut, points) };
  }

  #points(isIn: boolean, standing: number): PointUnits {
    return (isIn ? this.#given.inside : this.#given.outside)[standing]!;
  }

  /** The target and the cut, each tried among the others: who reaches the one may be beyond the other, or only tie. */
  #gaps(value: Quantity, target: Quantity | null, cut: Quantity | null, earned: PointUnits): Gap[] {
    const marks = [
      { at: target, name: targetMark },
      { at: cut, name: placesMark(this.#rule) },
    ];
    return marks.flatMap(({ at, name }) => {
      if (!at) return [];
      const points = this.#points(this.#isInWith(at, value), standingOf(this.#rule, at, target));
      return gapsTo({ at, points, name }, this.#component, value, earned);
    });
  }

  /** Whether a value is within the places when it stands for one that the column holds. */
  #isInWith(value: Quantity, instead: Quantity): boolean {
    const values = valuesOf(this.#column);
    values[values.findIndex((each) => compareQuantities(each, instead) === 0)] = value;
    return placesAmong(values, this.#rule)(value).isIn;
  }
}
