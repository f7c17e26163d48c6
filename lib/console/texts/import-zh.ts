/** The sentences of filled tables in Chinese. */
export const importZh = {
  heading: '用表格导入',
  lead: {
    claims:
      '下载模板（已填好现有数据），填写后选择文件。先逐行试导入，确认无误再写入；写入时要么全部生效，要么都不生效。',
    targets: '下载模板（已填好现有任务），填写后选择文件。先逐行试导入，确认无误再写入；有一处不能导入，就什么也不写。',
  },
  template: '下载模板',
  file: '填好的表格（XLSX 或 CSV，最大 8 MB）',
  busy: '正在逐行核对……',
  write: (rows: number) => `写入这 ${rows} 行`,
  outcome: (isTried: boolean, accepted: number, unchanged: number, refused: number) => {
    const rest = `${unchanged} 行与现有相同`;
    if (!isTried) return `已写入 ${accepted} 行，${rest}。`;
    if (refused > 0) return `有 ${refused} 处不能导入，请改正后重新选择文件；其余 ${accepted} 行可以导入，${rest}。`;
    return accepted === 0 ? `没有可写入的改动，${rest}。` : `可以导入 ${accepted} 行，${rest}；尚未写入。`;
  },
  refused: '不能导入的单元格',
  changed: '读取时有改动的单元格',
  row: '行',
  column: '列',
  why: '原因',
  from: '表中所填',
  to: '读作',
};
