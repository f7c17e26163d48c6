import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bodyFaults } from '../../functions/http/body-faults.ts';
import { schemeSchema } from '../../lib/domain/scheme-document.ts';
import { anyScheme } from '../support/drawn-schemes.ts';
import { faultyDocument } from '../support/faulty-documents.ts';

describe('a document of any method', () => {
  it('is read as it is written where nothing is wrong with it', () => {
    fc.assert(
      fc.property(anyScheme, (document) => {
        expect(schemeSchema().parse(document)).toEqual(document);
      }),
      { numRuns: 300 },
    );
  });

  it('with a fault is refused with the place of the fault', () => {
    fc.assert(
      fc.property(faultyDocument, ({ fault, document, path }) => {
        const { error } = schemeSchema().safeParse(document);
        expect(error, fault).toBeDefined();
        const told = bodyFaults({ value: document, forbiddenKeys: [] }, error!.issues);
        expect(
          told.map((each) => each.path),
          fault,
        ).toContainEqual(path);
      }),
      { numRuns: 500 },
    );
  });
});
