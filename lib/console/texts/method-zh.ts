/** A way of rounding, as a scheme document has it. */
export interface RoundingTold {
  readonly places: number;
  readonly mode: 'half-up' | 'half-even';
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
  onTop: '本类为加减分项，计入总分，不计入满分。',
  lowestPoints: '最低得分',
  grades: {
    heading: '等次',
    range: (from: string | null, below: string | null) =>
      from === null
        ? `${below ?? 0} 分以下`
        : below === null
          ? `${from} 分及以上`
          : `${from} 分及以上，${below} 分以下`,
  },
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
