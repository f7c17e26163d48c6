import { describe, expect, it } from 'vitest';
import { findChainBreak } from '../../lib/domain/audit-chain.ts';
import { type Book, blankComponent, type Claim, type Head, type Verification } from '../../lib/domain/book.ts';
import { isTooLate, unchanged } from '../../lib/domain/book-change.ts';
import {
  citing,
  decideAnnouncement,
  decideLateUpload,
  decideRegistration,
  decideWithdrawal,
  type Examination,
  standingOf,
} from '../../lib/domain/decide-evidence.ts';
import { type Evidence, type EvidenceState, sameBytesAs } from '../../lib/domain/evidence.ts';
import { changedScheme } from '../support/changed-scheme.ts';
import { sampleFile } from '../support/sample-evidence.ts';
import { accepted, asking, blankBook, closesAt, portal } from '../support/written-book.ts';

const scheme = changedScheme();
const registrar = { subject: 'evidence-registration', role: 'system' };

/** A book whose component 5 cites, and is verified on, these files. */
function bookWith({
  cited = [],
  verifiedOn = null,
  head = {},
}: {
  cited?: readonly Evidence[];
  verifiedOn?: readonly Evidence[] | null;
  head?: Partial<Head>;
}): Book {
  const bindings = (files: readonly Evidence[]) => files.map(({ id, sha256 }) => ({ id, sha256 }));
  const written = { at: '2019-12-30T00:00:00.000Z', by: 'someone' };
  const claim: Claim = { value: '16', revision: 3, returned: false, evidence: bindings(cited), note: null, ...written };
  const verification: Verification | null = verifiedOn && {
    value: '16',
    claimRevision: 3,
    deduction: null,
    target: null,
    evidence: bindings(verifiedOn),
    onSite: null,
    reason: '属实',
    ...written,
  };
  const book = blankBook('yuhang', { revision: 4, ...head });
  return { ...book, components: new Map([['5', { ...blankComponent('5'), claim, verification, revision: 4 }]]) };
}

describe('a ticket', () => {
  const { id, fileName, contentType, sizeBytes, sha256, kind, components, note, objectKey } = sampleFile();
  const announced = { id, fileName, contentType, sizeBytes, sha256, kind, components, note, objectKey };
  const decide = (more: Partial<typeof announced> = {}, same: Evidence | null = null, head: Partial<Head> = {}) =>
    decideAnnouncement(asking(scheme, blankBook('yuhang', head), portal), { ...announced, ...more }, same);

  it('makes a revision in which the file awaits its upload, and moves no component', () => {
    const change = accepted(decide({ components: ['5', '20.1'] }));
    expect(change).toMatchObject({ gate: 'portal', head: { revision: 1, componentRevisions: {} }, components: [] });
    expect(change.evidence).toEqual([
      {
        ...announced,
        components: ['5', '20.1'],
        state: 'awaiting-upload',
        fault: null,
        warnings: [],
        versionId: null,
        uploadedAt: null,
        revision: 1,
        at: new Date(closesAt - 3_600_000).toISOString(),
        by: portal.subject,
      },
    ]);
  });

  it('is in the history as before and after, sealed like every other entry', () => {
    const { entry, head } = accepted(decide());
    expect(entry).toMatchObject({ action: 'announce-evidence', changes: [], files: [{ id, before: null }] });
    expect(findChainBreak([entry], head)).toBeNull();
    expect(findChainBreak([{ ...entry, files: [{ ...entry.files![0]!, id: 'other' }] }], head)).toMatchObject({
      fault: 'altered-entry',
    });
  });

  it('is not needed for bytes that the book has stored', () => {
    expect(decide({}, sampleFile('another'))).toBe(unchanged);
  });

  it('may be for a kind that the scheme does not name', () => {
    expect(accepted(decide({ kind: 'letter' })).evidence[0]).toMatchObject({ kind: 'letter' });
  });

  it('names components of the scheme, and every one that is none is told', () => {
    expect(decide({ components: ['5', '99', '5', 'x'] })).toMatchObject({
      faults: [{ path: ['components', 1], code: 'unknown-component' }, { path: ['components', 3] }],
    });
  });

  it('is refused at the closing instant and through a closed gate, whatever else is said', () => {
    const late = asking(scheme, blankBook(), portal, closesAt);
    expect(decideAnnouncement(late, announced, sampleFile())).toMatchObject({ rejected: 'cycle-closed' });
    expect(decide({ components: ['99'] }, null, { portalGate: 'closed' })).toMatchObject({ rejected: 'cycle-closed' });
    expect(accepted(decideAnnouncement({ ...late, receivedAt: closesAt - 1 }, announced, null)).head.revision).toBe(1);
  });
});

describe('a registration', () => {
  const awaiting = sampleFile('file-1', { state: 'awaiting-upload', versionId: null, uploadedAt: null });
  const found: Examination = {
    state: 'stored',
    fault: null,
    warnings: [],
    versionId: 'v-1',
    uploadedAt: '2019-12-31T15:59:59.999Z',
  };
  const decide = (
    file: Evidence,
    examined: Examination,
    receivedAt = closesAt - 1,
    head: Partial<Head> = {},
    same: Evidence | null = null,
  ) => decideRegistration(asking(scheme, blankBook('yuhang', head), registrar, receivedAt), file, examined, same);

  it('changes nothing of a file that waits for none, though the same version is examined again', () => {
    for (const state of ['stored', 'rejected', 'withdrawn'] as const)
      expect(decide(sampleFile('file-1', { state, versionId: 'v-1' }), { ...found, state: 'infected' })).toBe(
        unchanged,
      );
  });

  it.each<[Examination['state'], Examination['fault']]>([
    ['stored', null],
    ['pending', null],
    ['rejected', 'content-mismatch'],
    ['infected', 'malware-found'],
  ])('records that a file is %s', (state, fault) => {
    const change = accepted(decide(awaiting, { ...found, state, fault }));
    expect(change.evidence).toEqual([{ ...awaiting, ...found, state, fault, revision: 1 }]);
    expect(change.entry).toMatchObject({
      action: 'register-evidence',
      role: 'system',
      files: [{ before: { state: 'awaiting-upload' }, after: { state, fault } }],
    });
  });

  it.each<EvidenceState>(['stored', 'rejected', 'infected', 'withdrawn'])(
    'leaves a file alone that is %s: events come late and twice',
    (state) => {
      for (const examined of [found, { ...found, state: 'infected' as const, versionId: 'v-2' }])
        expect(decide(sampleFile('file-1', { state }), examined)).toBe(unchanged);
    },
  );

  it('of bytes that the book has stored points to those, under its own id and with its own arrival', () => {
    const same = sampleFile('another');
    const change = accepted(decide(awaiting, found, closesAt - 1, {}, same));
    const { objectKey, versionId } = same;
    expect(change.evidence).toEqual([{ ...awaiting, ...found, objectKey, versionId, revision: 1 }]);
    expect([sameBytesAs(change.evidence[0]!), sameBytesAs(same), change.sameBytes]).toEqual(['another', null, same]);
  });

  it('that is refused or being scanned keeps to its own bytes, whatever else is stored', () => {
    for (const state of ['pending', 'rejected', 'infected'] as const) {
      const change = accepted(decide(awaiting, { ...found, state }, closesAt - 1, {}, sampleFile('another')));
      expect(change).toMatchObject({
        evidence: [{ objectKey: awaiting.objectKey, versionId: 'v-1' }],
        sameBytes: null,
      });
    }
  });

  it('ends the wait for a scan, of the version that waits alone', () => {
    const pending = sampleFile('file-1', { state: 'pending', versionId: 'v-1' });
    expect(accepted(decide(pending, found)).evidence[0]).toMatchObject({ state: 'stored', versionId: 'v-1' });
    expect(accepted(decide(pending, { ...found, state: 'infected' })).evidence[0]?.state).toBe('infected');
    expect(decide(pending, { ...found, state: 'pending' })).toBe(unchanged);
    expect(decide(pending, { ...found, versionId: 'v-2' })).toBe(unchanged);
  });

  it('takes what arrived before the closing instant, also when the portal’s gate is closed since', () => {
    expect(accepted(decide(awaiting, found, closesAt - 1, { portalGate: 'closed' }))).toMatchObject({
      gate: 'registration',
      receivedAt: closesAt - 1,
    });
  });

  it('refuses what arrived at the closing instant, and everything once assessors can’t write', () => {
    expect(decide(awaiting, found, closesAt)).toMatchObject({ rejected: 'cycle-closed' });
    expect(decide(awaiting, found, closesAt - 1, { assessorGate: 'closed' })).toMatchObject({
      rejected: 'cycle-closed',
    });
    expect(decide(awaiting, found, Number.NaN)).toMatchObject({ rejected: 'cycle-closed' });
  });
});

describe('an upload that comes too late', () => {
  const awaiting = sampleFile('file-1', { state: 'awaiting-upload', versionId: null, uploadedAt: null });
  const arrived = { versionId: 'v-1', uploadedAt: '2019-12-31T16:00:00.000Z' };
  const decide = (file: Evidence, head: Partial<Head> = {}) =>
    decideLateUpload(asking(scheme, blankBook('yuhang', head), registrar, closesAt), file, arrived);

  it('is recorded as that through the gate without a deadline', () => {
    const change = accepted(decide(awaiting, { portalGate: 'closed' }));
    expect(change).toMatchObject({ gate: 'assessor', entry: { action: 'register-evidence', at: arrived.uploadedAt } });
    expect(change.components).toEqual([]);
    expect(change.evidence).toEqual([{ ...awaiting, ...arrived, state: 'rejected', fault: 'too-late', revision: 1 }]);
  });

  it('is not recorded once assessors can’t write, and changes no file that waits for no upload', () => {
    expect(decide(awaiting, { assessorGate: 'closed' })).toMatchObject({ rejected: 'cycle-closed' });
    for (const state of ['pending', 'stored', 'rejected', 'infected', 'withdrawn'] as const)
      expect(decide(sampleFile('file-1', { state }))).toBe(unchanged);
  });

  it('is one that came at the closing instant or after it', () => {
    const at = (receivedAt: number) => isTooLate(asking(scheme, blankBook(), registrar, receivedAt));
    expect([at(closesAt - 1), at(closesAt), at(closesAt + 1)]).toEqual([false, true, true]);
  });
});

describe('a ticket without an upload', () => {
  const awaiting = sampleFile('file-1', { state: 'awaiting-upload', versionId: null, uploadedAt: null });
  const late = { fault: 'too-late' };
  const minutes = 60_000;

  it.each<[string, number, Partial<Head>, object]>([
    ['waits before the closing instant', closesAt - 1, {}, { state: 'awaiting-upload', fault: null }],
    ['waits at the instant for what may be on its way', closesAt, {}, { state: 'awaiting-upload', ...late }],
    ['does so for some minutes', closesAt + 5 * minutes - 1, {}, { state: 'awaiting-upload', ...late }],
    ['then no more', closesAt + 5 * minutes, {}, { state: 'rejected', ...late }],
    ['nor when nothing can be registered', closesAt, { assessorGate: 'closed' }, { state: 'rejected', ...late }],
    [
      'nor when the year was closed early',
      closesAt - 1,
      { portalGate: 'closed', assessorGate: 'closed' },
      { state: 'rejected', ...late },
    ],
  ])('%s', (_, now, head, expected) => {
    expect(standingOf(awaiting, blankBook('yuhang', head).head, now)).toEqual(expected);
  });

  it('is not what any other file is', () => {
    for (const state of ['pending', 'stored', 'infected', 'withdrawn'] as const) {
      const { fault } = sampleFile();
      expect(standingOf(sampleFile('file-1', { state }), blankBook().head, closesAt + 60 * minutes)).toEqual({
        state,
        fault,
      });
    }
  });
});

describe('a withdrawal', () => {
  const file = sampleFile();
  const other = sampleFile('file-2');
  const decide = (book: Book, of = file, receivedAt = closesAt - 1) =>
    decideWithdrawal(asking(scheme, book, portal, receivedAt), of, '传错了', null);

  it('keeps the file and where it lies, with the reason in the history', () => {
    const change = accepted(decide(bookWith({})));
    expect(change.evidence).toEqual([{ ...file, state: 'withdrawn', revision: 5 }]);
    expect(change.entry).toMatchObject({ action: 'withdraw-evidence', reason: '传错了' });
    expect(change.components).toEqual([]);
  });

  it('passes over components in which nothing was claimed', () => {
    const book = bookWith({ cited: [file] });
    const targeted = { ...blankComponent('6'), target: '20', revision: 2 };
    const more = { ...book, components: new Map([...book.components, ['6', targeted]]) };
    expect(accepted(decide(more)).components.map(({ component }) => component)).toEqual(['5']);
  });

  it('takes it from the claims that cite it, and leaves the rest of them as it was', () => {
    const book = bookWith({ cited: [file, other] });
    const [component] = accepted(decide(book)).components;
    expect(component?.claim).toEqual({
      ...book.components.get('5')!.claim,
      evidence: [{ id: other.id, sha256: other.sha256 }],
    });
  });

  it('is refused for what a standing verification rests on, also when a newer claim cites it no more', () => {
    for (const cited of [[file], [other], []])
      expect(decide(bookWith({ cited, verifiedOn: [other, file] }))).toMatchObject({
        rejected: 'state-conflict',
        detail: {
          zh: expect.stringContaining('退回该项申报'),
          en: expect.stringContaining('must return the claim first'),
        },
      });
    expect(accepted(decide(bookWith({ cited: [file, other], verifiedOn: [other] }))).components).toHaveLength(1);
  });

  it('of a ticket that was never used is fine; of what is being scanned or was refused it is not', () => {
    const unused = sampleFile('file-1', { state: 'awaiting-upload', versionId: null });
    expect(accepted(decide(bookWith({}), unused)).evidence[0]).toMatchObject({ state: 'withdrawn', versionId: null });
    for (const state of ['pending', 'rejected', 'infected'] as const)
      expect(decide(bookWith({}), sampleFile('file-1', { state }))).toMatchObject({ rejected: 'state-conflict' });
  });

  it('again changes nothing', () => {
    expect(decide(bookWith({}), sampleFile('file-1', { state: 'withdrawn' }))).toBe(unchanged);
  });

  it('is refused from the closing instant on, and in a reopening outside its scope', () => {
    expect(decide(bookWith({}), file, closesAt)).toMatchObject({ rejected: 'cycle-closed' });
    expect(decide(bookWith({ head: { portalGate: 'closed' } }))).toMatchObject({ rejected: 'cycle-closed' });
    expect(accepted(decide(bookWith({ head: { assessorGate: 'closed' } }))).gate).toBe('portal');
    const cited = [file];
    expect(decide(bookWith({ cited, head: { scope: ['6'] } }))).toMatchObject({ rejected: 'cycle-closed' });
    expect(accepted(decide(bookWith({ cited, head: { scope: ['5'] } }))).head.revision).toBe(5);
    expect(accepted(decide(bookWith({ head: { scope: ['6'] } }))).head.revision).toBe(5);
  });
});

describe('who cites a file', () => {
  it('is each component whose claim or verification rests on it', () => {
    const [file, other] = [sampleFile(), sampleFile('file-2')];
    const names = (book: Book) => citing(book, file.id).map(({ component }) => component);
    expect(names(bookWith({ cited: [file] }))).toEqual(['5']);
    expect(names(bookWith({ cited: [other], verifiedOn: [file] }))).toEqual(['5']);
    expect(names(bookWith({ cited: [other], verifiedOn: [other] }))).toEqual([]);
    expect(names(blankBook())).toEqual([]);
  });
});
