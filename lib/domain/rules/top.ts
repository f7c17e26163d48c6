import * as z from 'zod';
import type { PointUnits } from '../points.ts';
import { difference, type Quantity } from '../quantity.ts';
import type { CompetitiveColumn } from '../recalculation/board.ts';
import type { Text } from '../text.ts';
import { type Cut, cutOf, nextAtLeast, type Place, type PlaceFinder, placesAmong, ties, valuesOf } from './places.ts';
import {
  amount,
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
  type Step,
  shown,
  step,
  units,
  zeroTarget,
} from './rule.ts';

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

type Settings = z.infer<ReturnType<typeof topSettings>>;

/** What a district has by itself, before any place: nothing that counts · a value below the target · the target met. */
const standings = { nothing: 0, counted: 1, met: 2 } as const;

/**
 * Place points in the first places, else target points with the target met, else the rest [C 13, 16–18] [D 5–7].
 * Without a target a value stands for its place only [D 8].
 */
export const top: RuleKind<typeof topSettings> = {
  check: (rule, component) => [...refuseNoTarget(rule.kind, component), ...pointsFaults(rule, component)],
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

function pointsFaults(rule: Settings, component: ComponentSettings): SettingsFault[] {
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
            message: `is ${placePoints}, but the component's full points are ${fullPoints}`,
          },
        ]),
    ...tooMany.map((key) => ({ path: ['rule', key], message: 'is more than the full points' })),
  ];
}

function standingOf(rule: Settings, value: Quantity | null, target: Quantity | null): number {
  if (!value || !target) return standings.nothing;
  return meetsTarget(value, target, rule.zeroTarget) ? standings.met : standings.counted;
}

/** The points that each standing earns within and outside the places. */
interface GivenPoints {
  readonly inside: readonly PointUnits[];
  readonly outside: Uint32Array;
}

function givenPoints(rule: Settings, { rounding }: RuledComponent): GivenPoints {
  const place = units(rule.placePoints, rounding);
  const target = units(rule.targetPoints, rounding);
  const other = units(rule.otherPoints, rounding);
  return {
    inside: rule.placeNeedsTarget ? [0, other, place] : [place, place, place],
    outside: Uint32Array.of(0, other, target),
  };
}

class TopSettlement implements Settlement {
  readonly #rule: Settings;
  readonly #component: RuledComponent;
  readonly #given: GivenPoints;
  readonly #column: CompetitiveColumn;
  /** Sought when it is first needed: of a basis that a claim did not touch nobody asks. */
  #cut: Cut | undefined;
  #finder: PlaceFinder | null = null;

  constructor(rule: Settings, component: RuledComponent, given: GivenPoints, column: CompetitiveColumn) {
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
    const { inside, outside } = this.#given;
    return (isWithin(this.cut, this.#column, district) ? inside : outside)[this.#column.standing[district]!]!;
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
    const points = (place.isIn ? this.#given.inside : this.#given.outside)[standing]!;
    const isByPlace = place.isIn && (standing === standings.met || !this.#rule.placeNeedsTarget);
    const steps = () => [
      placeStep(this.#component, this.#rule, value, place),
      isByPlace
        ? byPlaceStep(this.#component, this.#rule, points)
        : targetStep(this.#component, target, standing === standings.met, points),
    ];
    return { points, place: place.place, steps };
  }
}

function isWithin(cut: Cut, { whole, micros }: CompetitiveColumn, district: number): boolean {
  if (!cut) return false;
  const amount = whole[district]!;
  return amount === cut.whole ? (micros ? micros[district]! : 0) >= cut.micros : amount > cut.whole;
}

function placeStep(component: RuledComponent, { places }: Settings, value: Quantity, held: Place): Step {
  const own = amount(component, value);
  const { place, isShared, holders, cut } = held;
  if (place === null) return step(component, `数值 ${own.zh}：为 0 不参与名次。`, `Value ${own.en}: 0 holds no place.`);
  const zh = `数值 ${own.zh}，在 ${holders} 个有数值的区、县（市）中${isShared ? '并列' : '列'}第 ${place} 名`;
  const en = `Value ${own.en}: ${isShared ? 'tied for ' : ''}place ${place} among ${holders} districts with a value`;
  if (!cut)
    return step(
      component,
      `${zh}；并列使前 ${places} 名无人入围。`,
      `${en}; ties leave nobody within the first ${places}.`,
    );
  const edge = amount(component, cut);
  const gap = gapText(component, value, cut);
  return step(
    component,
    `${zh}；前 ${places} 名的分界为 ${edge.zh}，${gap.zh}。`,
    `${en}; the first ${places} end at ${edge.en}, ${gap.en}.`,
  );
}

/** What separates a value from the cut, with its unit. */
function gapText(component: RuledComponent, value: Quantity, cut: Quantity): Text {
  const gap = difference(value, cut);
  if (gap === '0') return { zh: '恰在分界上', en: 'exactly at the cut' };
  const { zh, en } = amount(component, { text: gap.replace('-', '') });
  return gap.startsWith('-') ? { zh: `还差 ${zh}`, en: `${en} short` } : { zh: `高出 ${zh}`, en: `${en} above it` };
}

function byPlaceStep(component: RuledComponent, { places }: Settings, points: PointUnits): Step {
  const given = shown(component, points);
  return step(
    component,
    `名次在前 ${places} 名，得 ${given} 分。`,
    `Within the first ${places} places: ${given} points.`,
  );
}

function targetStep(component: RuledComponent, target: Quantity | null, isMet: boolean, points: PointUnits): Step {
  const given = shown(component, points);
  if (!target)
    return step(
      component,
      `未进前列，任务尚未下达，得 ${given} 分。`,
      `Not by place, and no target is assigned yet: ${given} points.`,
    );
  const task = amount(component, target);
  return isMet
    ? step(
        component,
        `不计名次分，任务 ${task.zh} 已完成，得 ${given} 分。`,
        `Not by place; target ${task.en} met: ${given} points.`,
      )
    : step(
        component,
        `不计名次分，任务 ${task.zh} 未完成，得 ${given} 分。`,
        `Not by place; target ${task.en} not met: ${given} points.`,
      );
}
