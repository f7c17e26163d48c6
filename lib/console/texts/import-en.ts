import type { importZh } from './import-zh.ts';

/** The sentences of filled tables in English. */
export const importEn: typeof importZh = {
  heading: 'Import a table',
  lead: {
    claims:
      'Download the template, which holds what is there already, fill it in and choose the file. It is tried row by row before it is written, and written as a whole or not at all.',
    targets:
      'Download the template, which holds the targets there are, fill it in and choose the file. It is tried row by row before it is written; if anything can’t be imported, nothing is.',
  },
  template: 'Download template',
  file: 'Filled table (XLSX or CSV, up to 8 MB)',
  busy: 'Looking at every row …',
  write: (rows: number) => `Write these ${rows} rows`,
  outcome: (isTried: boolean, accepted: number, unchanged: number, refused: number) => {
    const rest = `${unchanged} are as they were`;
    if (!isTried) return `${accepted} rows were written, ${rest}.`;
    if (refused > 0)
      return `${refused} cells can’t be imported; correct them and choose the file again. Of the other rows ${accepted} can be, ${rest}.`;
    return accepted === 0
      ? `Nothing to write, ${rest}.`
      : `${accepted} rows can be imported, ${rest}; not written yet.`;
  },
  refused: 'Cells that can’t be imported',
  changed: 'Cells that were read otherwise',
  row: 'Row',
  column: 'Column',
  why: 'Why',
  from: 'In the table',
  to: 'Read as',
};
