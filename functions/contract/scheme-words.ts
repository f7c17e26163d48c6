import { zeroTargetWords } from '../../lib/domain/rules/words.ts';
import type { Text } from '../../lib/domain/text.ts';

const { any, positive } = zeroTargetWords;
const zeroTarget: Text = {
  zh: `\`any\`：${any.zh}\`positive\`：${positive.zh}`,
  en: `\`any\`: ${any.en} \`positive\`: ${positive.en}`,
};
const name: Text = { zh: '名称。', en: 'The name.' };

/**
 * What the parts of a scheme document are, by schema and field: the domain that makes these schemas has no words for who
 * reads the contract, and no function that answers requests needs them.
 */
export const schemeWords: Readonly<Record<string, Readonly<Record<string, Text>>>> = {
  SchemeDocument: {
    title: { zh: '考核办法的名称。', en: 'The title of the method.' },
    source: { zh: '所依据的文件。', en: 'The published text that it is taken from.' },
    rounding: { zh: '分值保留几位小数、怎样取舍。', en: 'To how many places points are rounded, and how.' },
    categories: { zh: '各类别；其满分之和即总分。', en: 'Its categories; their points add up to all there are.' },
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
  },
  EvidenceKind: { name },
  FixedTarget: { value: { zh: '对各区县相同的任务数。', en: 'The target, the same for all districts.' } },
  CompletionRule: { zeroTarget },
  ProportionalRule: { zeroTarget },
  TopRule: {
    places: { zh: '前几名得名次分。', en: 'How many places earn the points of a place.' },
    ties: {
      zh: '并列时的名次：`competition` 为 1、1、3，`modified-competition` 为 2、2、3，`dense` 为 1、1、2。',
      en: 'Places of equals: `competition` 1, 1, 3; `modified-competition` 2, 2, 3; `dense` 1, 1, 2.',
    },
    placeNeedsTarget: { zh: '是否须完成任务才计名次。', en: 'Whether a place counts only with the target met.' },
    zeroTarget,
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
};
