import { counted } from './counted.ts';
import type { progressZh } from './progress-zh.ts';

/** The sentences of progress in English. */
export const progressEn: typeof progressZh = {
  heading: 'Progress',
  show: 'Table shows',
  shows: { state: 'state', rate: 'completion rate' },
  counted: 'Completion by',
  mark: 'Mark',
  noComponent: 'no single one',
  asOf: (version, districts) => `As of version ${version}, ${counted(districts, 'district')}.`,
  counts: 'Components by state',
  letters: {
    missing: 'm',
    claimed: 'a',
    verified: 'v',
    returned: 'r',
    pending: 'd',
    'target-missing': 'n',
    'not-applicable': '—',
  },
  silent: (count) => `Nothing handed in yet by ${counted(count, 'district')}:`,
  nobodySilent: 'Every district has begun to hand in.',
  funnelSummary: 'From claim to verification (funnel)',
  funnel: 'Components from expected to verified',
  stages: { all: 'expected', claimed: 'claimed', evidenced: 'with evidence', verified: 'verified' },
  noEvidenceRequired: 'This cycle requires no evidence, so there is no stage “with evidence”.',
  tables: { state: 'State of every component of every district', rate: 'Completion of every component' },
  completionLegend:
    'Whole percents, cut; 100% only where the target is met; “—” where there is no target to compare with. A heading opens its component.',
  noTarget: 'no target to compare with',
  completionTitle: (component, basis) => `${component}: completion (${basis.toLowerCase()})`,
  stripTitle: (component, places, basis) => `${component}: the first ${places} places (${basis.toLowerCase()})`,
  noCompletion: 'There is no value yet that could be compared with a target.',
};
