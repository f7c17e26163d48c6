import type { MethodTexts } from './method-zh.ts';

const roundingWays = { 'half-up': 'half up', 'half-even': 'half to even' };

/** What the screen of the method says, in English. */
export const methodEn: MethodTexts = {
  heading: 'Method',
  about: (points, indicators, components) =>
    `${points} points in all, ${indicators} indicators, ${components} separately scored components.`,
  source: 'Source',
  document: 'Scheme',
  hash: 'Digest of its content (SHA-256)',
  contents: 'Contents',
  points: (points) => `${points} points`,
  indicator: (id) => `Indicator ${id}`,
  clause: 'What is assessed (the clause as published)',
  checkedOn: 'Checked on (as published)',
  parts: (count) => `This indicator has ${count} separately scored components:`,
  unit: 'Unit',
  onTop: 'Beside the maximum: these points count in the total, not in what there is to earn.',
  lowestPoints: 'Lowest points',
  grades: {
    heading: 'Grades',
    range: (from, below) =>
      from === null ? `below ${below ?? 0}` : below === null ? `${from} and more` : `${from} and more, below ${below}`,
  },
  target: 'Target',
  evidence: 'Evidence',
  noEvidence: 'The method names none',
  onSite: 'Visit on site',
  onSiteYes: 'Asked for',
  onSiteNo: 'Not asked for',
  eligibility: 'What may be counted',
  eligibilityNote: 'The district attests it by claiming and the assessor checks it; the program does not.',
  rule: 'How points are given',
  decisions: 'Where the clause is silent',
  link: (id) => `Link to ${id}`,
  targets: {
    assigned: 'Set for each district by the assessing office',
    fixed: (amount) => `Fixed by the method: ${amount}`,
    none: 'None',
  },
  general: {
    heading: 'The same for every component',
    intro: 'What the clauses do not say, and the program or the scheme document settles for all:',
    bases:
      '“Claimed” counts the latest claim unless it was returned, “verified” counts verified values and nothing else; the final result is on verified values.',
    rounding: ({ places, mode }) =>
      `The points of a component are rounded once, on the exact quotient, ${roundingWays[mode]} to ${places} places; totals are sums of rounded points (a setting of the scheme document).`,
    states:
      'Not submitted, zero, returned and undecided are different states, shown as such; each gives 0 points on its basis.',
    ranks: 'Ranked by total, larger first; equal totals share a rank and the ranks behind stay empty (1, 1, 3).',
  },
};
