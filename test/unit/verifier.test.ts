import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sha256 } from '../../lib/domain/digest.ts';
import type { Scheme } from '../../lib/domain/scheme.ts';
import { verifySnapshot } from '../../lib/verifier/verify-snapshot.ts';
import { changedScheme } from '../support/changed-scheme.ts';
import { cohortOf, largeCohort } from '../support/sample-cohort.ts';
import { resealed, sealedSample } from '../support/sample-snapshot.ts';

const scheme = changedScheme();
const top = ['13', '16', '17', '18'];
const each = (ids: readonly string[], settings: object) => Object.fromEntries(ids.map((id) => [id, settings]));

/** The published scheme, and others whose every setting differs from it somewhere. */
const schemes: Record<string, Scheme> = {
  'the published scheme': scheme,
  'half to even, 4 places, modified competition, places that need the target': changedScheme({
    rounding: { places: 4, mode: 'half-even' },
    components: {
      ...each(top, { ties: 'modified-competition', placeNeedsTarget: true, otherPoints: '0.5', zeroTarget: 'any' }),
      ...each(['1', '5'], { zeroTarget: 'positive' }),
    },
  }),
  'bands of values and of rates': changedScheme({
    components: {
      '5': {
        kind: 'bands',
        of: 'value',
        bands: [
          { upTo: '1', points: '3' },
          { upTo: null, points: '-2' },
        ],
      },
      '6': {
        kind: 'bands',
        of: 'rate',
        bands: [
          { from: '1', points: '9' },
          { from: '0.5', points: '1.25' },
          { from: null, points: '0' },
        ],
      },
    },
  }),
  'whole points, dense places': changedScheme({
    rounding: { places: 0, mode: 'half-even' },
    components: each(top, { ties: 'dense', places: 3, otherPoints: '1' }),
  }),
};

const sample = sealedSample(scheme, largeCohort(scheme, 6));

/** Digests of two results of the same content: open points linked, and named by component or file. */
const linkedAs = 'ef169bafc1e83508257b42ad466be2eaecf155c5e2f155bd13c8e12f9df9f9cf';
const namedAs = '8c6cfda203e384f85af77c69ba2007a9db6bd9a053f0df370b2d60a590261565';

describe('what the verifier accepts', () => {
  for (const [name, of] of Object.entries(schemes))
    it(`agrees with the product about any cohort, with its audit file: ${name}`, () => {
      fc.assert(
        fc.property(cohortOf(of), (districts) => {
          const { text, audit } = sealedSample(of, districts);
          const { differences, checks } = verifySnapshot(text, { audit, sha256: sha256(text) });
          expect(differences).toEqual([]);
          expect(checks.find(({ id }) => id === 'points')?.count).toBe(districts.length * of.components.length);
        }),
        { numRuns: 60 },
      );
    });

  it('says what it checked, with counts, and the digest of the bytes', () => {
    const { sha256: digest, subject, checks } = verifySnapshot(sample.text, { audit: sample.audit });
    expect(digest).toBe(sha256(sample.text));
    expect(subject).toEqual({ cycle: 'sample-2019', revision: 1, districts: 6, isPublic: false });
    const counts = Object.fromEntries(checks.map(({ id, count }) => [id, count]));
    expect(counts).toMatchObject({ points: 150, ranks: 6, 'evidence-manifest': 150, 'audit-chains': 6 * 27 });
  });

  it('takes numbers for numbers, however they are written: carried out is 1 and 1.0 alike', () => {
    const { text } = resealed(sample.snapshot, (draft) => {
      const discretionary = draft.rows[0]!.components[11]!;
      discretionary.claim!.value = '1.00';
      discretionary.verification!.value = '1.0';
    });
    expect(verifySnapshot(text).differences).toEqual([]);
  });

  it('accepts the bytes as well as the text', () => {
    expect(verifySnapshot(new TextEncoder().encode(sample.text)).holds).toBe(true);
  });

  it('accepts a correction that names the result before it, and open points of districts that exist', () => {
    const { text } = resealed(sample.snapshot, (draft) => {
      draft.revision = 2;
      draft.supersedes = { revision: 1, sha256: sha256('the first') };
      draft.blockers = [{ kind: 'claim-unverified', district: 'd-0001', component: '20.1', evidence: null }];
    });
    expect(verifySnapshot(text).differences).toEqual([]);
  });
});

describe('a result that was sealed before results were salted', () => {
  const file = (name: string) => readFileSync(new URL(`../fixtures/sealed-v1/${name}`, import.meta.url));
  const sealedAs = '8d501b35ec9d0b544193d6f2d69232c459097676aaacbce29807ea32fc28b83a';

  it('verifies to the byte, with its audit file', () => {
    const { differences, subject } = verifySnapshot(file('snapshot.json'), {
      audit: file('audit.ndjson'),
      sha256: sealedAs,
    });
    expect(differences).toEqual([]);
    expect(subject).toMatchObject({ cycle: 'sample-2019', districts: 4 });
  });

  it('has no public form: none can belong to it', () => {
    const { publicForm } = sealedSample(scheme, largeCohort(scheme, 4));
    const { differences } = verifySnapshot(file('snapshot.json'), { publicForm });
    expect(differences.map(({ check }) => check)).toContain('public-form');
  });
});

describe('results of every format since', () => {
  const sealed = { 'sealed-v2': linkedAs, 'sealed-v3': namedAs };
  for (const [name, digest] of Object.entries(sealed))
    it(`verify to the byte, with their public forms: ${name}`, () => {
      const file = (of: string) => readFileSync(new URL(`../fixtures/${name}/${of}`, import.meta.url));
      const { differences, checks } = verifySnapshot(file('snapshot.json'), {
        publicForm: file('public.json'),
        sha256: digest,
      });
      expect(differences).toEqual([]);
      expect(checks.find(({ id }) => id === 'blockers')?.count).toBe(6);
      expect(verifySnapshot(file('public.json')).differences).toEqual([]);
    });
});

describe('bytes that are not the sealed ones', () => {
  const refused: readonly [string, string | Uint8Array][] = [
    ['a line end added', `${sample.text}\n`],
    ['a byte-order mark', `\uFEFF${sample.text}`],
    ['the same content indented', JSON.stringify(JSON.parse(sample.text), null, 2)],
    ['a key given twice', sample.text.replace('"year":2019', '"year":2018,"year":2019')],
    ['a number written otherwise', sample.text.replace('"year":2019', '"year":2.019e3')],
    ['a character escaped', sample.text.replace('Asia', '\\u0041sia')],
    ['a file cut short', sample.text.slice(0, -1)],
    ['nothing', ''],
    ['no JSON', 'kaohe'],
    ['bytes that are no UTF-8', new Uint8Array([0x22, 0xff, 0x22])],
    ['nesting without end', '['.repeat(200_000)],
    ['a list', '[]'],
    ['null', 'null'],
  ];
  for (const [name, content] of refused)
    it(`refuses ${name}`, () => {
      expect(verifySnapshot(content).holds).toBe(false);
    });

  it('refuses a result that is sound but not the published one', () => {
    const { differences } = verifySnapshot(sample.text, { sha256: sha256('another') });
    expect(differences.map(({ check }) => check)).toEqual(['digest']);
  });
});
