/** A way of rounding, as a scheme document has it. */
export interface RoundingTold {
  readonly places: number;
  readonly mode: 'half-up' | 'half-even';
}

/** A band of points: from which value on or up to which; `null` for all the rest. */
export interface BandTold {
  readonly from?: string | null;
  readonly upTo?: string | null;
  readonly points: string;
}

const roundingWays = { 'half-up': '四舍五入', 'half-even': '四舍六入五成双' };

/** What the screen of the method says, in Chinese. */
export const methodZh = {
  heading: '考核办法',
  about: (points: string, indicators: number, components: number) =>
    `满分 ${points} 分，共 ${indicators} 项指标、${components} 项考核内容。`,
  source: '依据',
  document: '办法编号',
  hash: '内容摘要（SHA-256）',
  contents: '目录',
  points: (points: string) => `${points} 分`,
  indicator: (id: string) => `第 ${id} 项`,
  clause: '考核内容（条款原文）',
  checkedOn: '考核依据（条款原文）',
  parts: (count: number) => `本项指标分 ${count} 项单独计分：`,
  unit: '单位',
  target: '任务',
  evidence: '佐证材料',
  noEvidence: '办法未列明',
  onSite: '现场核验',
  onSiteYes: '须现场核验',
  onSiteNo: '不要求',
  eligibility: '计入条件',
  eligibilityNote: '由申报单位申报时确认，考核人员核验，系统不自动判断。',
  rule: '计分规则',
  decisions: '条款未言明之处',
  link: (id: string) => `第 ${id} 项的链接`,
  targets: {
    assigned: '由考核部门逐个区、县（市）下达',
    fixed: (amount: string) => `办法规定：${amount}`,
    none: '不设任务',
  },
  rules: {
    completion: (full: string) => `完成任务的得 ${full} 分，未完成的得 0 分。`,
    proportional: (full: string) =>
      `完成任务的得 ${full} 分；未完成的，得分 = ${full} × 完成数 ÷ 任务。超过 100% 的仍得 ${full} 分，完成率照实显示。`,
    rounded: ({ places, mode }: RoundingTold) => `按精确商${roundingWays[mode]}到 ${places} 位小数，只舍入一次。`,
    top: (places: number, placePoints: string, targetPoints: string, otherPoints: string) =>
      `数值列前 ${places} 名的得 ${placePoints} 分；未进前 ${places} 名而完成任务的得 ${targetPoints} 分；其余得 ${otherPoints} 分。`,
    discretionary: (full: string) =>
      `开展的（填 1）得 ${full} 分；未开展的（填 0）由考核人员酌情扣分，得分 = ${full} − 所扣分数。`,
    bands: { value: '按数值分档计分，取首先符合的一档：', rate: '按完成率分档计分，取首先符合的一档：' },
    band: ({ from, upTo, points }: BandTold, unit: string) => {
      const amount = `${from ?? upTo ?? ''}${unit && ` ${unit}`}`;
      const range = (from ?? upTo) == null ? '其余' : from != null ? `不低于 ${amount}` : `不高于 ${amount}`;
      return `${range}：${points} 分`;
    },
    bandsKept: (full: string) => `各档分数以 0 分至 ${full} 分为限。`,
  },
  silent: {
    noTarget: '任务尚未下达的，计 0 分，状态为“任务未下达”；下达之前不能定稿。',
    noTargetTop: (places: number) => `任务尚未下达的，前 ${places} 名照得名次分，其余计 0 分；下达之前不能定稿。`,
    noTargetTopNeeded: '任务尚未下达的，不论名次计 0 分；下达之前不能定稿。',
    zeroAny: '任务为 0 的，只要申报（包括申报 0）即视为完成。',
    zeroPositive: '任务为 0 的，数值大于 0 才视为完成。',
    zeroNoRate: '任务为 0 的没有完成率，得 0 分。',
    ties: {
      competition: '数值相同的名次并列，其后空出名次（1、1、3）：与末位入围者并列的都入围。',
      'modified-competition': '数值相同的并列取靠后的名次（2、2、3）：并列超出名额的都不入围。',
      dense: '数值相同的名次并列，其后不空名次（1、1、2）。',
    },
    holdsPlace: '数值大于 0 才参与名次。',
    placeAlone: '列入前几名即得名次分，不以完成任务为条件。',
    placeNeedsTarget: '列入前几名并且完成任务的才得名次分。',
    undecided: '酌情扣分决定之前，状态为“待裁量”，计 0 分，不能定稿。',
  },
  general: {
    heading: '全部考核内容共同的处理',
    intro: '条款没有写明、由本系统或本办法文档统一规定的：',
    bases: '“申报”按各区、县（市）最近一次未被退回的申报计分，“核定”只按核定数计分；最终结果以核定为准。',
    rounding: ({ places, mode }: RoundingTold) =>
      `每项考核内容的得分按精确商${roundingWays[mode]}到 ${places} 位小数，只舍入一次；总分是各项得分之和（本办法文档的设置）。`,
    states: '未申报、申报为 0、已退回、待裁量是四种不同状态，分别显示，在所在口径下都计 0 分。',
    ranks: '按总分从高到低排名；总分相同的名次并列，其后空出名次（1、1、3）。',
  },
};

/** The shape that both languages have. */
export type MethodTexts = typeof methodZh;
