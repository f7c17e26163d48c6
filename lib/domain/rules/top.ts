import { z } from 'zod';
import type { PointUnits } from '../points.ts';
import { difference, type Quantity } from '../quantity.ts';
import type { CompetitiveColumn } from '../recalculation/board.ts';
import type { Text } from '../text.ts';
import { type Cut, cutOf, nextAtLeast, type Place, type PlaceFinder, placesAmong, valuesOf } from './places.ts';
import { ofAnyValue, type RuleKind, type Settlement } from './rule.ts';
import {
  type ComponentSettings,
  meetsTarget,
  pointsText,
  refuseNoTarget,
  refuseTooFine,
  type SettingsFault,
  units,
  zeroTarget,
} from './settings.ts';
import { amount, type RuledComponent, type Step, shown, step } from './step.ts';

const settings = z.strictObject({
  kind: z.literal('top'),
  /** How many places earn `placePoints`. */
  places: z.int().min(1).max(100),
  placePoints: pointsText,
  targetPoints: pointsText,
  /** Target not met and not in the places [D 7]. */
  otherPoints: pointsText,
  /** 1, 1, 3 · 2, 2, 3 · 1, 1, 2 [D 5]. */
  ties: z.enum(['competition', 'modified-competition', 'dense']),
  /** Whether a place counts only where the target is met too [D 6]. */
  placeNeedsTarget: z.boolean(),
  zeroTarget,
});

type Settings = z.infer<typeof settings>;

/** What a district has by itself, before any place: nothing that counts · a value below the target · the target met. */
const standings = { nothing: 0, counted: 1, met: 2 } as const;

/**
 * Place points in the first places, else target points with the target met, else the rest [C 13, 16–18] [D 5–7].
 * Without a target a value stands for its place only [D 8].
 */
export const top: RuleKind<typeof settings> = {
  settings,
  check: (rule, component) => [...refuseNoTarget(rule.kind, component), ...pointsFaults(rule, component)],
  compile: (rule, component) => ({
    ...ofAnyValue,
    sees: 'cohort',
    // The first places need none [D 8].
    needsTarget: false,
    standing: (value, target) => standingOf(rule, value, target),
    settle: (column) => new TopSettlement(rule, component, column),
  }),
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

class TopSettlement implements Settlement {
  readonly #rule: Settings;
  readonly #component: RuledComponent;
  readonly #column: CompetitiveColumn;
  readonly #cut: Cut;
  /** Points by standing. */
  readonly #outside: readonly PointUnits[];
  readonly #inside: readonly PointUnits[];
  #finder: PlaceFinder | null = null;

  constructor(rule: Settings, component: RuledComponent, column: CompetitiveColumn) {
    this.#rule = rule;
    this.#component = component;
    this.#column = column;
    this.#cut = cutOf(column, rule);
    const { rounding } = component;
    const [place, target, other] = [
      units(rule.placePoints, rounding),
      units(rule.targetPoints, rounding),
      units(rule.otherPoints, rounding),
    ];
    this.#outside = [0, other, target];
    this.#inside = rule.placeNeedsTarget ? [0, other, place] : [place, place, place];
  }

  pointsAt(district: number): PointUnits {
    return (this.#isWithin(district) ? this.#inside : this.#outside)[this.#column.standing[district]!]!;
  }

  addTo(totals: Uint32Array): void {
    const { whole, standing } = this.#column;
    const [inside, outside, cut] = [this.#inside, Uint32Array.from(this.#outside), this.#cut];
    for (let at = 0; at < totals.length; at++) totals[at]! += outside[standing[at]!]!;
    if (!cut) return;
    // The few within the places have the points for it instead.
    for (let at = nextAtLeast(whole, cut.whole, 0); at < totals.length; at = nextAtLeast(whole, cut.whole, at + 1))
      if (this.#isWithin(at)) totals[at]! += inside[standing[at]!]! - outside[standing[at]!]!;
  }

  gives(other: Settlement): boolean {
    const cut = other instanceof TopSettlement ? other.#cut : null;
    return this.#cut?.whole === cut?.whole && this.#cut?.micros === cut?.micros;
  }

  earn({ value, target }: { readonly value: Quantity; readonly target: Quantity | null }) {
    this.#finder ??= placesAmong(valuesOf(this.#column), this.#rule);
    const place = this.#finder(value);
    const standing = standingOf(this.#rule, value, target);
    const points = (place.isIn ? this.#inside : this.#outside)[standing]!;
    const isByPlace = place.isIn && (standing === standings.met || !this.#rule.placeNeedsTarget);
    const steps = () => [
      placeStep(this.#component, this.#rule, value, place),
      isByPlace
        ? byPlaceStep(this.#component, this.#rule, points)
        : targetStep(this.#component, target, standing === standings.met, points),
    ];
    return { points, place: place.place, steps };
  }

  #isWithin(district: number): boolean {
    if (!this.#cut) return false;
    const { whole, micros } = this.#column;
    const amount = whole[district]!;
    return amount === this.#cut.whole ? (micros ? micros[district]! : 0) >= this.#cut.micros : amount > this.#cut.whole;
  }
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
