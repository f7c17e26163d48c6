import { describe, expect, it } from 'vitest';
import { parseEvent } from '../../events/index.ts';
import type { AuditAction, AuditEntry } from '../../lib/domain/book-change.ts';
import { citationOf, type Evidence, objectKeyOf } from '../../lib/domain/evidence.ts';
import type { CycleStep } from '../../lib/domain/finalization/sealing.ts';
import { eventsOfEntry, eventsOfStep } from '../../lib/domain/published-events.ts';
import { sampleFile } from '../support/sample-evidence.ts';

const at = '2020-01-31T16:00:00.000Z';
const sha256 = 'a'.repeat(64);

/** The entry of a write that changed one file. */
function entry(action: AuditAction, after: Evidence): AuditEntry {
  const who = { by: 'portal-1', role: 'district', action, reason: null };
  const chain = { previous: 'genesis', hash: sha256 };
  const files = [{ id: after.id, before: null, after }];
  return { cycle: '2019', district: 'yuhang', revision: 4, epoch: 1, at, ...who, changes: [], files, ...chain };
}

describe('the event of a file', () => {
  it('tells how its registration ended, and warnings only where there are any', () => {
    const file = sampleFile('file-1', { sha256, sizeBytes: 12 });
    const known = { evidence: 'file-1', state: 'stored', fault: null, sha256, sizeBytes: 12 };
    const [event] = eventsOfEntry(entry('register-evidence', file));
    expect(event).toEqual({
      type: 'EvidenceRegistered',
      version: 1,
      id: '2019/yuhang/4',
      at,
      data: { cycle: '2019', district: 'yuhang', revision: 4, ...known },
    });
    expect(parseEvent(event)).toEqual(event);
    const [warned] = eventsOfEntry(entry('register-evidence', { ...file, warnings: ['encrypted'] }));
    expect(warned?.data).toMatchObject({ ...known, warnings: ['encrypted'] });
  });

  it.each(['rejected', 'infected'] as const)('that is %s is followed by one that says only that, and why', (state) => {
    const events = eventsOfEntry(
      entry('register-evidence', sampleFile('file-1', { state, fault: 'content-mismatch' })),
    );
    const of = { cycle: '2019', district: 'yuhang', revision: 4, evidence: 'file-1', state, fault: 'content-mismatch' };
    expect(events).toMatchObject([
      { type: 'EvidenceRegistered', id: '2019/yuhang/4', data: of },
      { type: 'EvidenceRejected', version: 1, id: '2019/yuhang/4/rejected', at, data: of },
    ]);
    for (const event of events) expect(parseEvent(event)).toEqual(event);
  });

  it.each(['stored', 'pending', 'awaiting-upload'] as const)('that is %s is followed by none', (state) => {
    const events = eventsOfEntry(entry('register-evidence', sampleFile('file-1', { state })));
    expect(events.map(({ type }) => type)).toEqual(['EvidenceRegistered']);
  });

  it.each([
    { state: 'rejected', fault: null },
    { state: 'pending', fault: 'content-mismatch' },
  ] as const)('that is not refused for a reason is followed by none: %o', (file) => {
    expect(eventsOfEntry(entry('register-evidence', sampleFile('file-1', file)))).toHaveLength(1);
  });

  it('is none for a ticket and for a withdrawal', () => {
    expect(eventsOfEntry(entry('announce-evidence', sampleFile()))).toEqual([]);
    expect(eventsOfEntry(entry('withdraw-evidence', sampleFile()))).toEqual([]);
  });
});

describe('a file', () => {
  it('lies under ids alone, and is cited with its warnings if it has any', () => {
    expect(objectKeyOf('2019', 'yuhang', 'file-1')).toBe('evidence/2019/yuhang/file-1');
    const file = sampleFile('file-1', { sha256 });
    expect(citationOf(file)).toEqual({ id: 'file-1', sha256 });
    expect(citationOf({ ...file, warnings: ['encrypted'] })).toEqual({ id: 'file-1', sha256, warnings: ['encrypted'] });
  });
});

describe('the events of a step', () => {
  const step = (more: Partial<CycleStep>): CycleStep => ({
    ...{ cycle: '2019', number: 3, kind: 'submissions-closed', state: 'verifying', epoch: 2, at, by: 'clock' },
    ...{ reason: null, revision: 0, sha256: null, blockers: 0 },
    ...more,
  });
  const framed = (type: string, data: object) => ({
    ...{ type, version: 1, id: '2019/step/3', at },
    data: { cycle: '2019', ...data },
  });
  const advanced = (kind: string, state: string) => framed('CycleAdvanced', { step: 3, kind, state, epoch: 2 });

  it('are that the cycle went on', () => {
    expect(eventsOfStep(step({}))).toEqual([advanced('submissions-closed', 'verifying')]);
  });

  it('are also what stands in the way of a held result', () => {
    const held = eventsOfStep(step({ kind: 'held', blockers: 7 }));
    expect(held).toEqual([advanced('held', 'verifying'), framed('FinalizationHeld', { epoch: 2, blockers: 7 })]);
  });

  it('are that a result is final once its files are there, not when it is sealed, and not without one', () => {
    const sealed = { state: 'finalized', revision: 2, sha256 } as const;
    expect(eventsOfStep(step({ kind: 'finalized', ...sealed }))).toEqual([advanced('finalized', 'finalized')]);
    const exported = eventsOfStep(step({ kind: 'exported', ...sealed }));
    expect(exported).toEqual([advanced('exported', 'finalized'), framed('CycleFinalized', { revision: 2, sha256 })]);
    expect(exported.map(parseEvent)).toEqual(exported);
    expect(eventsOfStep(step({ kind: 'exported', ...sealed, sha256: null }))).toEqual([
      advanced('exported', 'finalized'),
    ]);
  });
});
