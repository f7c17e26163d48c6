import { describe, expect, it } from 'vitest';
import type { StoredScore } from '../../lib/domain/ports.ts';
import { quantity } from '../../lib/domain/quantity.ts';
import { bookOf, readEvidence, readScore, writeScore } from '../../lib/stores/book-items.ts';
import { keys } from '../../lib/stores/table.ts';
import { changedScheme } from '../support/changed-scheme.ts';
import { type GivenBook, inputsFrom } from '../support/cohort.ts';
import { sampleFile } from '../support/sample-evidence.ts';

it('a file that was kept before warnings were told has none', () => {
  const { warnings: _, ...older } = sampleFile();
  expect(readEvidence({ ...keys.evidence('2019', 'yuhang', older.id), ...older })).toEqual(sampleFile());
  const warned = sampleFile('file-2', { warnings: ['javascript'] });
  expect(readEvidence({ ...keys.evidence('2019', 'yuhang', 'file-2'), ...warned })).toEqual(warned);
});

it('components whose head is lost are no book', () => {
  const component = { ...keys.component('2019', 'yuhang', '5'), target: null, claim: null, verification: null };
  expect(bookOf([{ ...component, revision: 1 }])).toBeNull();
});

describe('what a board has applied', () => {
  const storedOf = (given: GivenBook) => ({ revision: 3, version: 7, inputs: inputsFrom(changedScheme(), given) });

  it('is read as it was written, some of it verified and some not', () => {
    const stored = storedOf({
      2: { claim: { value: '2', revision: 2, returned: true } },
      5: { target: '20', claim: '16', verification: '15.50' },
      12: { claim: '0', verification: { value: '0', deduction: '0.50' } },
    });
    expect(readScore(writeScore(stored))).toEqual(stored);
  });

  it('is these texts: of each component three fields with a comma behind each, returned claims below 0', () => {
    const stored: StoredScore = {
      ...{ revision: 3, version: 7 },
      inputs: [
        { applies: true, target: quantity('20'), claim: null, verification: null },
        {
          ...{ applies: true, target: null },
          claim: { value: quantity('2.50'), revision: 12, returned: true },
          verification: { value: quantity('2'), claimRevision: 11, deduction: '0.5' },
        },
        {
          ...{ applies: false, target: null, claim: null },
          verification: { value: quantity('0'), claimRevision: 0, deduction: null },
        },
      ],
    };
    const item = writeScore(stored);
    expect(item.inputs).toBe('20,,,,2.50,-12,not-applicable,,,');
    expect(item.verified).toBe(',,,2,11,0.5,0,0,,');
    expect(readScore(item)).toEqual(stored);
  });

  it('has no list of verifications before there is one', () => {
    const stored = storedOf({ 5: { target: '20', claim: '16' } });
    const item = writeScore(stored);
    expect(item.verified).toBeNull();
    expect(readScore(item)).toEqual(stored);
  });
});
