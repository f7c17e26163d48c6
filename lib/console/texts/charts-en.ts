import type { chartsZh } from './charts-zh.ts';

/** The sentences of the pictures in English. */
export const chartsEn: typeof chartsZh = {
  stage: 'Stage',
  count: 'Components',
  share: 'of expected',
  completion: 'Completion',
  cut: 'cut',
  within: 'within the places',
  yes: 'yes',
  no: 'no',
  noCut: 'Nobody holds a place yet.',
  ofBoth: 'Each category: verified / claimed',
  firstOnly: (count) => `Only the first ${count} are drawn; the table below has all numbers.`,
  stack: 'What totals are made of (picture)',
  stackTitle: 'Verified points by category (filled) and the claimed total (outline)',
  asTable: 'Show these numbers as a table',
  rankAxis: 'Rank',
  versionColumn: 'Version',
  lastRows: (shown, all) => `${all} rows in all; the latest ${shown} are listed.`,
};
