import { type Amount, differenceOf, productOf, signOf } from '../amount.ts';
import type { PointUnits } from '../points.ts';
import type { Text } from '../text.ts';
import type { Among } from './formula.ts';
import type { Placement, Ties } from './placement.ts';
import type { DescribedComponent, RuledComponent, RuleWords } from './rule.ts';
import type { TopSettings } from './top.ts';
import { amongWords, amount, atMostWords, type Step, shown, step, zeroTargetWords } from './words.ts';

/** The rule in words [C 13, 16–18] [D 5–9]. */
export function topWords(rule: TopSettings, { target }: DescribedComponent): RuleWords {
  const { places, placePoints, targetPoints, otherPoints, placeNeedsTarget } = rule;
  const noTarget = placeNeedsTarget ? noTargetNeeded : noTargetFor(places);
  return {
    rule: [
      {
        zh: `数值列前 ${places} 名的得 ${placePoints} 分；未进前 ${places} 名而完成任务的得 ${targetPoints} 分；其余得 ${otherPoints} 分。`,
        en: `${placePoints} points within the first ${places} places; outside them ${targetPoints} points where the target is met, otherwise ${otherPoints}.`,
      },
    ],
    decisions: [
      tiesWords[rule.ties],
      ...amongWords(rule.among),
      ...(rule.positiveOnly === false ? [] : [aboveZero]),
      placeNeedsTarget ? placeWithTarget : placeAlone,
      ...(target.kind === 'assigned' ? [noTarget] : []),
      rule.order === 'at-most' ? atMostWords : zeroTargetWords[rule.zeroTarget],
    ],
  };
}

/** How those who tie share places. */
export const tiesWords: Readonly<Record<Ties, Text>> = {
  competition: {
    zh: '数值相同的名次并列，其后空出名次（1、1、3）：与末位入围者并列的都入围。',
    en: 'Equal values share a place and the places behind stay empty (1, 1, 3): all who tie for the last of the places are in.',
  },
  'modified-competition': {
    zh: '数值相同的并列取靠后的名次（2、2、3）：并列超出名额的都不入围。',
    en: 'Equal values share the hindmost of their places (2, 2, 3): who tie beyond the last of the places are out.',
  },
  dense: {
    zh: '数值相同的名次并列，其后不空名次（1、1、2）。',
    en: 'Equal values share a place and none stays empty behind them (1, 1, 2).',
  },
};
const aboveZero = { zh: '数值大于 0 才参与名次。', en: 'Only a value above 0 holds a place.' };
const placeAlone = {
  zh: '列入前几名即得名次分，不以完成任务为条件。',
  en: 'A place is enough: the target need not be met.',
};
const placeWithTarget = {
  zh: '列入前几名并且完成任务的才得名次分。',
  en: 'A place counts only where the target is met, too.',
};
const noTargetNeeded = {
  zh: '任务尚未下达的，不论名次计 0 分；下达之前不能定稿。',
  en: 'Without a target: 0 points at any place; nothing is sealed before it is set.',
};

function noTargetFor(places: number): Text {
  return {
    zh: `任务尚未下达的，前 ${places} 名照得名次分，其余计 0 分；下达之前不能定稿。`,
    en: `Without a target the first ${places} places still earn their points and all others 0; nothing is sealed before it is set.`,
  };
}

/** The name of the mark that the last of the places is. */
export function placesMark({ places }: TopSettings): Text {
  return { zh: `前 ${places} 名`, en: `the first ${places}` };
}

/** The own place, and what separates it from the last that counts. */
export function placeStep(
  component: RuledComponent,
  { places, order, among }: TopSettings,
  value: Amount,
  placement: Placement,
  district: number,
): Step {
  const standing = placeText(component, value, placement, district, among);
  if (!standing.isHeld) return step(component, standing.zh, standing.en);
  const cut = placement.cut(places);
  if (!cut)
    return step(
      component,
      `${standing.zh}；并列使前 ${places} 名无人入围。`,
      `${standing.en}; ties leave nobody within the first ${places}.`,
    );
  const edge = amount(component, cut);
  const gap = gapText(component, value, cut, order);
  return step(
    component,
    `${standing.zh}；前 ${places} 名的分界为 ${edge.zh}，${gap.zh}。`,
    `${standing.en}; the first ${places} end at ${edge.en}, ${gap.en}.`,
  );
}

/** The place that a district holds among how many, or that it holds none. */
export function placeText(
  component: RuledComponent,
  value: Amount,
  placement: Placement,
  district: number,
  among: Among | undefined,
): Text & { readonly isHeld: boolean } {
  const own = amount(component, value);
  const place = placement.placeAt(district);
  if (place === null)
    return signOf(value) === 0
      ? { isHeld: false, zh: `数值 ${own.zh}：为 0 不参与名次。`, en: `Value ${own.en}: 0 holds no place.` }
      : { isHeld: false, zh: `数值 ${own.zh}：不大于 0，不参与名次。`, en: `Value ${own.en}: not above 0, no place.` };
  const isShared = placement.isSharedAt(district);
  const whom = among === 'group' ? { zh: '本组', en: ' in the group' } : { zh: '', en: '' };
  return {
    isHeld: true,
    zh: `数值 ${own.zh}，在${whom.zh} ${placement.holders} 个有数值的区、县（市）中${isShared ? '并列' : '列'}第 ${place} 名`,
    en: `Value ${own.en}: ${isShared ? 'tied for ' : ''}place ${place} among ${placement.holders} districts with a value${whom.en}`,
  };
}

/** What separates a value from the cut, with its unit. */
function gapText(component: RuledComponent, value: Amount, cut: Amount, order: TopSettings['order']): Text {
  const gap = differenceOf(value, cut);
  const side = signOf(gap);
  if (side === 0) return { zh: '恰在分界上', en: 'exactly at the cut' };
  const { zh, en } = amount(component, side < 0 ? productOf(gap, { whole: -1, micros: 0 }) : gap);
  if (order === 'at-most')
    return side > 0
      ? { zh: `高出 ${zh}，未入围`, en: `${en} too many` }
      : { zh: `低于分界 ${zh}`, en: `${en} below it` };
  return side < 0 ? { zh: `还差 ${zh}`, en: `${en} short` } : { zh: `高出 ${zh}`, en: `${en} above it` };
}

/** What a place within the first ones gives. */
export function byPlaceStep(component: RuledComponent, { places }: TopSettings, points: PointUnits): Step {
  const given = shown(component, points);
  return step(
    component,
    `名次在前 ${places} 名，得 ${given} 分。`,
    `Within the first ${places} places: ${given} points.`,
  );
}

/** What is given outside them. */
export function targetStep(component: RuledComponent, target: Amount | null, isMet: boolean, points: PointUnits): Step {
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
