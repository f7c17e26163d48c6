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
  rules: {
    completion: (full) => `${full} points where the target is met, 0 points where it is not.`,
    proportional: (full) =>
      `${full} points where the target is met; below it ${full} × done ÷ target. More than 100% still earns ${full}, and the rate is shown as it is.`,
    rounded: ({ places, mode }) => `The exact quotient is rounded ${roundingWays[mode]} to ${places} places, once.`,
    top: (places, placePoints, targetPoints, otherPoints) =>
      `${placePoints} points within the first ${places} places; outside them ${targetPoints} points where the target is met, otherwise ${otherPoints}.`,
    discretionary: (full) =>
      `${full} points where it was carried out (1); where not (0), ${full} minus what an assessor deducts at discretion.`,
    bands: {
      value: 'By bands of the value, the first that fits:',
      rate: 'By bands of the completion rate, the first that fits:',
    },
    band: ({ from, upTo, points }, unit) => {
      const amount = `${from ?? upTo ?? ''}${unit && ` ${unit}`}`;
      const range = (from ?? upTo) == null ? 'all others' : from != null ? `${amount} or more` : `${amount} or less`;
      return `${range}: ${points} points`;
    },
    bandsKept: (full) => `What a band gives is kept within 0 and ${full} points.`,
  },
  silent: {
    noTarget: 'Without a target: 0 points, shown as “no target yet”; nothing is sealed before it is set.',
    noTargetTop: (places) =>
      `Without a target the first ${places} places still earn their points and all others 0; nothing is sealed before it is set.`,
    noTargetTopNeeded: 'Without a target: 0 points at any place; nothing is sealed before it is set.',
    zeroAny: 'A target of 0 is met by anything submitted, be it 0.',
    zeroPositive: 'A target of 0 is met only by a value above 0.',
    zeroNoRate: 'With a target of 0 there is no rate, and 0 points.',
    ties: {
      competition:
        'Equal values share a place and the places behind stay empty (1, 1, 3): all who tie for the last of the places are in.',
      'modified-competition':
        'Equal values share the hindmost of their places (2, 2, 3): who tie beyond the last of the places are out.',
      dense: 'Equal values share a place and none stays empty behind them (1, 1, 2).',
    },
    holdsPlace: 'Only a value above 0 holds a place.',
    placeAlone: 'A place is enough: the target need not be met.',
    placeNeedsTarget: 'A place counts only where the target is met, too.',
    undecided: 'Until the deduction is decided: shown as “to be decided”, 0 points, and nothing is sealed.',
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
