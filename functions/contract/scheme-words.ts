import { zeroTargetWords } from '../../lib/domain/rules/words.ts';
import type { Text } from '../../lib/domain/text.ts';

const { any, positive } = zeroTargetWords;
const zeroTarget: Text = {
  zh: `\`any\`：${any.zh}\`positive\`：${positive.zh}`,
  en: `\`any\`: ${any.en} \`positive\`: ${positive.en}`,
};
const order: Text = {
  zh: '`at-least` 越大越好（不填即此），`at-most` 越小越好。',
  en: '`at-least`, as without it: more is better; `at-most`: less is.',
};
const among: Text = {
  zh: '在全部区县（`cohort`，不填即此）中，还是在同一分组（`group`）中。',
  en: 'Among all districts (`cohort`, as without it) or those of the same `group`.',
};
const name: Text = { zh: '名称。', en: 'The name.' };

const expressions = {
  value: { zh: '该项在所用口径下计分的数值。', en: 'What counts of this component on the basis at hand.' },
  claimed: {
    zh: '该项按申报计分的数值，不论何种口径。',
    en: 'What counts of it as claimed, whichever basis is asked.',
  },
  verified: {
    zh: '该项按核定计分的数值，不论何种口径。',
    en: 'What counts of it as verified, whichever basis is asked.',
  },
  target: { zh: '该项的任务数。', en: 'Its target.' },
  points: { zh: '该项的得分。', en: 'Its points.' },
  coefficient: {
    zh: '该区县的系数，开设周期时填写。',
    en: 'A number of the district, given when the cycle is opened.',
  },
  add: { zh: '各项之和。', en: 'The sum of these.' },
  multiply: { zh: '各项之积。', en: 'The product of these.' },
  least: { zh: '各项中最小的，没有数值的略去。', en: 'The least of these; parts without a number are left out.' },
  greatest: { zh: '各项中最大的，没有数值的略去。', en: 'The greatest of these; parts without a number are left out.' },
  subtract: { zh: '第一项减第二项。', en: 'The first minus the second.' },
  divide: { zh: '第一项除以第二项。', en: 'The first divided by the second.' },
  mean: { zh: '各区县该数的平均。', en: 'The mean of this number over the districts that have one.' },
  best: { zh: '各区县该数中最大的。', en: 'The largest of this number over the districts.' },
  lowest: { zh: '各区县该数中最小的。', en: 'The smallest of this number over the districts.' },
  sum: { zh: '各区县该数之和。', en: 'The sum of this number over the districts.' },
} as const satisfies Readonly<Record<string, Text>>;
const overCohort: readonly string[] = ['mean', 'best', 'lowest', 'sum'];
const expressionWords = Object.fromEntries(
  Object.entries(expressions).map(([key, words]) => [
    `${key.charAt(0).toUpperCase()}${key.slice(1)}Expression`,
    { [key]: words, ...(overCohort.includes(key) && { among }) },
  ]),
);

/**
 * What the parts of a scheme document are, by schema and field: the domain that makes these schemas has no words for who
 * reads the contract, and no function that answers requests needs them.
 */
export const schemeWords: Readonly<Record<string, Readonly<Record<string, Text>>>> = {
  SchemeDocument: {
    title: { zh: '考核办法的名称。', en: 'The title of the method.' },
    source: { zh: '所依据的文件。', en: 'The published text that it is taken from.' },
    rounding: { zh: '分值保留几位小数、怎样取舍。', en: 'To how many places points are rounded, and how.' },
    grades: {
      zh: '按总分划分的等次，由高到低。',
      en: 'Grades by the total, the best first.',
    },
    categories: { zh: '各类别；其满分之和即总分。', en: 'Its categories; their points add up to all there are.' },
  },
  Grade: {
    name,
    from: {
      zh: '总分达到此分即属本等次；最后一个为 `null`。',
      en: 'Totals from here on have it; `null` for the last one.',
    },
  },
  SchemeText: {
    zh: { zh: '中文。', en: 'In Chinese.' },
    en: { zh: '英文。', en: 'In English.' },
  },
  Rounding: {
    places: { zh: '小数位数。', en: 'Decimal places.' },
    mode: {
      zh: '恰为一半时：`half-up` 进一，`half-even` 取偶。',
      en: 'What lies halfway: `half-up` rounds up, `half-even` to the even digit.',
    },
  },
  SchemeCategory: {
    name,
    onTop: {
      zh: '加分或扣分类别：计入总分，不计入考核办法的满分。',
      en: 'A bonus or deduction: it counts in the total, and not in the points that there are.',
    },
    indicators: { zh: '类别下的各项指标。', en: 'The numbered indicators of the category.' },
  },
  SchemeIndicator: {
    name,
    clause: { zh: '条文，照录原文。', en: 'The clause as it was published, in Chinese.' },
    checkedOn: { zh: '“考核依据”一栏，照录原文。', en: 'What it is checked on, as it was published, in Chinese.' },
    components: { zh: '分别计分的各项考核内容。', en: 'The parts that are scored separately.' },
  },
  SchemeComponent: {
    name,
    unit: { zh: '数值的单位。', en: 'The unit of its values.' },
    target: { zh: '任务数从何而来。', en: 'Where its target comes from.' },
    rule: { zh: '怎样计分。', en: 'How points are given.' },
    evidence: { zh: '办法所列的材料种类。', en: 'The kinds of papers that the method names.' },
    onSite: { zh: '是否须现场核验。', en: 'Whether it is checked on the spot.' },
    eligibility: { zh: '可计入数值的条件。', en: 'What may be counted.' },
    lowestPoints: { zh: '最低得分，可为负；不填为 0。', en: 'What it earns at least, 0 or below; 0 without it.' },
    filledBy: {
      zh: '数值由谁填：`district` 由区县申报（不填即此），`assessor` 由考核人员录入。',
      en: 'Who gives the value: `district` claims it, as without this, or an `assessor` records it.',
    },
    measure: {
      zh: '测算式：有此项的，数值由系统算出，无人填报。',
      en: 'The number that is scored is this one, and nobody gives a value.',
    },
    whenNotApplicable: {
      zh: '不适用于某区县时得满分（`full`）、0 分（`zero`），或其他区县得分的平均（`mean`）。',
      en: 'What a district earns to which it does not apply: `full` points, `zero`, or the `mean` of the others.',
    },
    unless: {
      zh: '符合时，不论如何计分，均得满分。',
      en: 'Where this holds there are full points, whatever the rule says.',
    },
  },
  Unless: { atLeast: { zh: '第一个数不低于第二个。', en: 'The first number is at least the second.' } },
  EvidenceKind: { name },
  FixedTarget: { value: { zh: '对各区县相同的任务数。', en: 'The target, the same for all districts.' } },
  CompletionRule: { zeroTarget, order },
  ProportionalRule: { zeroTarget, order },
  TopRule: {
    places: { zh: '前几名得名次分。', en: 'How many places earn the points of a place.' },
    ties: {
      zh: '并列时的名次：`competition` 为 1、1、3，`modified-competition` 为 2、2、3，`dense` 为 1、1、2。',
      en: 'Places of equals: `competition` 1, 1, 3; `modified-competition` 2, 2, 3; `dense` 1, 1, 2.',
    },
    placeNeedsTarget: { zh: '是否须完成任务才计名次。', en: 'Whether a place counts only with the target met.' },
    zeroTarget,
    order,
    positiveOnly: {
      zh: '是否大于 0 才计名次；不填为是。',
      en: 'Whether only a value above 0 holds a place; it does without this.',
    },
    among,
  },
  PerUnitRule: {
    base: { zh: '数值恰为基准时的得分。', en: 'The points of a value that is just what it is held against.' },
    from: {
      zh: '基准：算式，或 `target`（任务数）。',
      en: 'What the value is held against: an expression, or the `target`.',
    },
    above: { zh: '高于基准时如何增减。', en: 'How points change above it.' },
    below: { zh: '低于基准时如何增减。', en: 'How points change below it.' },
  },
  PerUnitSide: {
    points: { zh: '每个单位增减的分数，减为负。', en: 'Points for each unit, below 0 to take some off.' },
    per: { zh: '一个单位是多少。', en: 'How much a unit is.' },
    units: {
      zh: '不足一个单位的：`started` 按一个计，`full` 不计，`exact` 按比例计。',
      en: 'A part of a unit counts whole (`started`), not at all (`full`), or as a part (`exact`).',
    },
    most: { zh: '这一侧增减的上限。', en: 'The most by which this side changes the points, either way.' },
  },
  PlacesRule: {
    order,
    ties: {
      zh: '并列时的名次，见 TopRule；不填为 `competition`。',
      en: 'Places of equals, as of TopRule; `competition` without it.',
    },
    points: { zh: '第一名、第二名……的得分。', en: 'The points of the first place, the second, and so on.' },
    // biome-ignore lint/suspicious/noThenProperty: the format calls it so, and nobody awaits words.
    then: { zh: '其后各名的得分；不填为 0。', en: 'The points of the places behind these; 0 without it.' },
    positiveOnly: {
      zh: '是否大于 0 才计名次；不填为否。',
      en: 'Whether only a value above 0 holds a place; any does without this.',
    },
    among,
  },
  FurtherPlaces: {
    each: { zh: '每往后一名增减的分数。', en: 'Points for each further place, from the last of the list on.' },
    least: { zh: '不低于此分。', en: 'They do not fall below this.' },
  },
  VetoRule: {
    highest: { zh: '数值大于 0 时最高的等次。', en: 'The best grade that is left where the value is above 0.' },
  },
  BandsRule: {
    of: {
      zh: '按数值（`value`）还是按完成率（`rate`，1 即 100%）分档。',
      en: 'Bands of the `value`, or of its `rate` of the target, where 1 is 100 %.',
    },
    bands: {
      zh: '各档：`from` 由高到低，或 `upTo` 由低到高，含边界；最后一档包括其余。',
      en: 'Either by `from`, highest first, or by `upTo`, lowest first; edges belong to the band, and the last one takes the rest.',
    },
  },
  BandFrom: { from: { zh: '本档的下限；最后一档为 `null`。', en: 'Where the band begins; `null` for the last one.' } },
  BandUpTo: { upTo: { zh: '本档的上限；最后一档为 `null`。', en: 'Where the band ends; `null` for the last one.' } },
  ...expressionWords,
};
