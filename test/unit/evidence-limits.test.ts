import { describe, expect, it } from 'vitest';
import { evidenceLimitsOf } from '../../functions/wiring/evidence-dependencies.ts';
import { evidenceExtensions } from '../../lib/domain/evidence.ts';

describe('which files are taken', () => {
  it('is up to 50 MB of the nine types unless a setting says otherwise', () => {
    const byDefault = {
      fileBytesMax: 52_428_800,
      contentTypes: Object.keys(evidenceExtensions),
      refusesWarnings: false,
    };
    expect(evidenceLimitsOf({})).toEqual(byDefault);
    expect(evidenceLimitsOf({ EVIDENCE_BYTES_MAX: '', EVIDENCE_TYPES: '' })).toEqual(byDefault);
    expect(byDefault.contentTypes).toHaveLength(9);
  });

  it('is what the settings say', () => {
    expect(evidenceLimitsOf({ EVIDENCE_BYTES_MAX: '1048576', EVIDENCE_TYPES: 'application/pdf,image/png' })).toEqual({
      fileBytesMax: 1_048_576,
      contentTypes: ['application/pdf', 'image/png'],
      refusesWarnings: false,
    });
    for (const [word, refusesWarnings] of [
      ['refuse', true],
      ['show', false],
      ['', false],
    ] as const)
      expect(evidenceLimitsOf({ EVIDENCE_WARNINGS: word })).toMatchObject({ refusesWarnings });
  });

  it.each(['0', '-1', '50MB', '1e6', 'NaN', ' '])('can’t be a size of %j: the deployment must be told', (bytes) => {
    expect(() => evidenceLimitsOf({ EVIDENCE_BYTES_MAX: bytes })).toThrow('EVIDENCE_BYTES_MAX');
  });

  it('can’t be another word about warnings', () => {
    expect(() => evidenceLimitsOf({ EVIDENCE_WARNINGS: 'Refuse' })).toThrow('EVIDENCE_WARNINGS');
  });

  it.each(['text/html', 'application/pdf,', 'application/pdf, image/png', 'constructor'])(
    'can’t be types that no inspection knows: %j',
    (types) => {
      expect(() => evidenceLimitsOf({ EVIDENCE_TYPES: types })).toThrow('EVIDENCE_TYPES');
    },
  );
});
