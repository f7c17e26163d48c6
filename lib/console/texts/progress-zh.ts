/** The sentences of progress in Chinese. */
export const progressZh = {
  heading: '进度',
  show: '表格显示',
  shows: { state: '状态', rate: '完成率' },
  counted: '完成率依据',
  noComponent: '不单看某一项',
  asOf: (version: number, districts: number) => `截至第 ${version} 版，${districts} 个区、县（市）。`,
  counts: '各项状态',
  letters: { missing: '未', claimed: '待', verified: '核', returned: '退', pending: '裁', 'target-missing': '任' },
  silent: (count: number) => `${count} 个区、县（市）尚未申报任何一项：`,
  nobodySilent: '每个区、县（市）都已开始申报。',
  funnelSummary: '从申报到核定（漏斗图）',
  funnel: '从应申报到已核定的项数',
  stages: { all: '应申报', claimed: '已申报', evidenced: '佐证材料齐备', verified: '已核定' },
  noEvidenceRequired: '本年度不要求佐证材料，故不列“佐证材料齐备”。',
  tables: { state: '各区、县（市）各项状态', rate: '各区、县（市）各项完成率' },
  completionLegend: '完成率只取整数部分，达到任务才显示 100%；“—”为无任务数可比。点击表头可单看某一项。',
  noTarget: '无任务数可比',
  completionTitle: (component: string, basis: string) => `${component}：完成率（按${basis}数）`,
  stripTitle: (component: string, places: number, basis: string) =>
    `${component}：前 ${places} 名及其分界（按${basis}数）`,
  noCompletion: '还没有可与任务相比的数值。',
};
