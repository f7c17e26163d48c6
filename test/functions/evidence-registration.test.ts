import '../support/quiet.ts';
import { beforeEach, describe, expect, it } from 'vitest';
import { protectEvidence } from '../../functions/protect-evidence/protect-evidence.ts';
import { registerEvidence } from '../../functions/register-evidence/register-evidence.ts';
import { rescanEvidence } from '../../functions/rescan-evidence/rescan-evidence.ts';
import type { ScanResult } from '../../lib/domain/evidence-ports.ts';
import { Busy } from '../../lib/domain/ports.ts';
import { eventsOfEntry } from '../../lib/domain/published-events.ts';
import { keys } from '../../lib/stores/table.ts';
import { sampleClosesAt } from '../support/sample-cycle.ts';
import { docx, officeFile, pdfFile, programFile } from '../support/sample-files.ts';
import { assessor, book, brief, portal, type SampleService, sampleService } from '../support/sample-service.ts';
import { arrivalEvent, pdfNumber, Uploads } from '../support/uploads.ts';

let service: SampleService;
let uploads: Uploads;
beforeEach(async () => {
  service = await sampleService();
  uploads = new Uploads(service);
});

const revision = async () => (await service.needs.books.load('2019', 'east'))!.head.revision;
const file = async (id: string) => (await service.needs.books.evidenceOf('2019', 'east', id))!;
const keyOf = (id: string, version: string) => `evidence/2019/east/${id}?${version}`;

/** A file that was announced and whose bytes have arrived, with the event that says so. */
async function arrived(bytes = pdfFile as Uint8Array, announced = bytes, more: object = {}) {
  const { id } = (await uploads.announce(announced, more)).body;
  const version = uploads.put(id, bytes);
  return { id, version, event: arrivalEvent(id, version) };
}

/** Lets the scanner answer with these, one after the other, the last one for ever. */
function scanning(...results: (ScanResult | Error)[]) {
  let at = 0;
  Object.assign(service.needs, {
    scanner: {
      scan: async () => {
        const result = results[Math.min(at++, results.length - 1)]!;
        if (result instanceof Error) throw result;
        return result;
      },
    },
  });
}

describe('an upload', () => {
  it('is registered by its version, with when it came, as a revision and an event', async () => {
    const { id, version, event } = await arrived();
    await registerEvidence(service.needs, event);
    expect(await file(id)).toMatchObject({
      state: 'stored',
      versionId: version,
      uploadedAt: '2019-12-31T15:00:00.000Z',
    });
    const [entry] = await service.needs.books.history('2019', 'east', null, 1);
    expect(entry).toMatchObject({ revision: 2, action: 'register-evidence', by: 'evidence-registration' });
    expect(eventsOfEntry(entry!)[0]).toMatchObject({
      type: 'EvidenceRegistered',
      data: { evidence: id, state: 'stored', fault: null, sizeBytes: pdfFile.length },
    });
    expect(service.needs.files.discarded).toEqual([]);
  });

  it.each<[string, Uint8Array, string, string]>([
    ['of other bytes', Buffer.concat([pdfFile.subarray(0, -1), Buffer.from('x')]), 'rejected', 'checksum-mismatch'],
    ['that is cut off', pdfFile.subarray(0, 20), 'rejected', 'size-mismatch'],
    ['that is too long', Buffer.concat([pdfFile, pdfFile]), 'rejected', 'size-mismatch'],
  ])('%s is %s', async (_, bytes, state, fault) => {
    const { id, version, event } = await arrived(bytes, pdfFile);
    await registerEvidence(service.needs, event);
    expect(await file(id)).toMatchObject({ state, fault, versionId: version });
    expect(service.needs.files.discarded).toEqual([keyOf(id, version)]);
  });

  it.each<[string, () => Uint8Array, string, string]>([
    ['a program that calls itself a PDF', programFile, 'application/pdf', 'content-mismatch'],
    [
      'a web page that calls itself a PDF',
      () => Buffer.from('<html><script>1</script>'),
      'application/pdf',
      'content-mismatch',
    ],
    [
      'a drawing that calls itself a picture',
      () => Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'),
      'image/png',
      'content-mismatch',
    ],
    [
      'a document with macros',
      () => officeFile(docx, [{ name: 'word/vbaProject.bin', bytes: 'x' }]),
      docx,
      'macro-found',
    ],
    [
      'an archive with archives in archives',
      () => officeFile(docx, [{ name: 'word/a.zip', bytes: Buffer.from('Rar!\x1a\x07\x00', 'latin1') }]),
      docx,
      'archive-unsafe',
    ],
  ])('of %s is rejected', async (_, bytesOf, contentType, fault) => {
    const { id, version, event } = await arrived(bytesOf(), bytesOf(), { contentType });
    await registerEvidence(service.needs, event);
    expect(await file(id)).toMatchObject({ state: 'rejected', fault });
    expect(service.needs.files.discarded).toEqual([keyOf(id, version)]);
  });

  it.each([
    ['stored', pdfFile as Uint8Array],
    ['rejected', Buffer.concat([pdfFile.subarray(0, -1), Buffer.from('x')])],
  ])('of which the store keeps no hash is hashed, and %s by it', async (state, bytes) => {
    const { id, event } = await arrived(bytes, pdfFile);
    const describe = service.needs.files.describe.bind(service.needs.files);
    service.needs.files.describe = async (...asked) => ({ ...(await describe(...asked))!, sha256: null });
    await registerEvidence(service.needs, event);
    expect(await file(id)).toMatchObject({ state, fault: state === 'stored' ? null : 'checksum-mismatch' });
  });

  it('of malware is infected, whatever it calls itself, and the event says so', async () => {
    scanning('infected');
    const { id, version, event } = await arrived(programFile());
    await registerEvidence(service.needs, event);
    expect(await file(id)).toMatchObject({ state: 'infected', fault: 'malware-found' });
    const [entry] = await service.needs.books.history('2019', 'east', null, 1);
    expect(eventsOfEntry(entry!)[0]).toMatchObject({ data: { state: 'infected', fault: 'malware-found' } });
    expect(service.needs.files.discarded).toEqual([keyOf(id, version)]);
  });

  it('before the closing instant is registered after it; at the instant it is recorded as too late', async () => {
    const { id, version } = await arrived();
    const late = await arrived(pdfNumber(1));
    service.clock.time = sampleClosesAt + 60_000;
    await registerEvidence(service.needs, arrivalEvent(id, version, { at: sampleClosesAt - 1 }));
    expect(await uploads.stateOf(id)).toBe('stored');
    for (let times = 0; times < 2; times++)
      await registerEvidence(service.needs, arrivalEvent(late.id, late.version, { at: sampleClosesAt }));
    const { versionId, uploadedAt } = { versionId: late.version, uploadedAt: new Date(sampleClosesAt).toISOString() };
    expect(await file(late.id)).toMatchObject({ state: 'rejected', fault: 'too-late', versionId, uploadedAt });
    expect(new Set(service.needs.files.discarded)).toEqual(new Set([keyOf(late.id, late.version)]));
    const [entry] = await service.needs.books.history('2019', 'east', null, 1);
    expect(eventsOfEntry(entry!)[0]).toMatchObject({ data: { revision: 4, state: 'rejected', fault: 'too-late' } });
  });

  it('that came too late is shown as that also when the book can’t be written any more, and is given up', async () => {
    const { id, version } = await arrived();
    const head = keys.head('2019', 'east');
    const { table, files } = service.needs;
    table.alter(head, { portalGate: 'closed', assessorGate: 'closed' });
    await registerEvidence(service.needs, arrivalEvent(id, version, { at: sampleClosesAt }));
    expect([await uploads.stateOf(id), await revision(), files.discarded]).toEqual([
      'awaiting-upload',
      1,
      [keyOf(id, version)],
    ]);
    const caller = portal();
    for (const shown of [
      (await service.send(`GET ${book()}/evidence/${id}`, { caller })).body,
      (await service.send(`GET ${book()}/evidence`, { caller })).body.items[0],
    ])
      expect(shown).toMatchObject({ id, state: 'rejected', reason: 'too-late' });
  });

  it('that never came is waited for until some minutes after the closing, and its reason is told from the closing on', async () => {
    const { id } = (await uploads.announce(pdfFile)).body;
    const shown = async (receivedAt: number) => {
      const { body } = await service.send(`GET ${book()}/evidence/${id}`, { caller: portal(), receivedAt });
      return [body.state, body.reason];
    };
    expect(await shown(sampleClosesAt - 1)).toEqual(['awaiting-upload', null]);
    expect(await shown(sampleClosesAt)).toEqual(['awaiting-upload', 'too-late']);
    expect(await shown(sampleClosesAt + 300_000)).toEqual(['rejected', 'too-late']);
  });

  it('for a ticket that was withdrawn is left to the clean-up', async () => {
    const { id, version, event } = await arrived();
    await service.send(`POST ${book()}/evidence/${id}/withdrawal`, { caller: portal(), body: { reason: '不用了' } });
    await registerEvidence(service.needs, event);
    expect(await file(id)).toMatchObject({ state: 'withdrawn', versionId: null });
    expect(service.needs.files.discarded).toEqual([keyOf(id, version)]);
  });
});

describe('an object event', () => {
  it('that comes three times, and twice at once, makes one revision', async () => {
    const { id, event } = await arrived();
    await Promise.all([registerEvidence(service.needs, event), registerEvidence(service.needs, event)]);
    await registerEvidence(service.needs, event);
    expect([await uploads.stateOf(id), await revision()]).toEqual(['stored', 2]);
    expect(service.needs.files.discarded).toEqual([]);
  });

  it('in another order than the uploads gives the same files', async () => {
    const [first, second] = [await arrived(pdfNumber(1)), await arrived(pdfNumber(2))];
    await registerEvidence(service.needs, { Records: [...second.event.Records, ...first.event.Records] });
    expect([await uploads.stateOf(first.id), await uploads.stateOf(second.id), await revision()]).toEqual([
      'stored',
      'stored',
      4,
    ]);
  });

  it('of a version that does not exist changes nothing, and the true one is registered after it', async () => {
    const { id, version, event } = await arrived();
    await registerEvidence(service.needs, arrivalEvent(id, 'v99'));
    expect([await uploads.stateOf(id), await revision()]).toEqual(['awaiting-upload', 1]);
    await registerEvidence(service.needs, event);
    expect(await file(id)).toMatchObject({ state: 'stored', versionId: version });
  });

  it('of a second version leaves the first one registered, and gives the second up', async () => {
    const { id, version, event } = await arrived();
    await registerEvidence(service.needs, event);
    const second = uploads.put(id, programFile());
    await registerEvidence(service.needs, arrivalEvent(id, second));
    expect(await file(id)).toMatchObject({ state: 'stored', versionId: version, revision: 2 });
    expect(service.needs.files.discarded).toEqual([keyOf(id, second)]);
  });

  it('of a second version gives it up also while the first one is being scanned', async () => {
    scanning('unknown');
    const { id, version, event } = await arrived();
    await registerEvidence(service.needs, event);
    const second = uploads.put(id, programFile());
    await registerEvidence(service.needs, arrivalEvent(id, second));
    expect(await file(id)).toMatchObject({ state: 'pending', versionId: version });
    expect(service.needs.files.discarded).toEqual([keyOf(id, second)]);
  });

  it.each(['evidence/2019/east/no-such-file', 'evidence/2019/nowhere/e-1', 'evidence/1999/east/e-1'])(
    'of the key %s, for which there is no ticket, changes nothing and leaves it to the clean-up',
    async (key) => {
      await registerEvidence(service.needs, arrivalEvent('', 'v1', { key }));
      expect([await revision(), service.needs.files.discarded]).toEqual([0, [`${key}?v1`]]);
    },
  );

  it.each([
    '',
    'evidence/',
    'final/2019/r1.json',
    'evidence/2019/east/../west/x',
    '%zz',
    'evidence/2019/east/a/b',
    'evidence/2019/east/A',
  ])('of a key that is none of ours is let alone: %j', async (key) => {
    await registerEvidence(service.needs, arrivalEvent('', 'v1', { key }));
    expect([await revision(), service.needs.files.discarded]).toEqual([0, []]);
  });

  it('without a version is let alone', async () => {
    const { id } = await arrived();
    await registerEvidence(service.needs, arrivalEvent(id, ''));
    expect(await revision()).toBe(1);
  });
});

describe('a registration that is interrupted', () => {
  it('between the look and the writing is done by the next event', async () => {
    const { id, event } = await arrived();
    const { books } = service.needs;
    const append = books.append.bind(books);
    books.append = async () => Promise.reject(new Error('out of memory'));
    await expect(registerEvidence(service.needs, event)).rejects.toThrow('out of memory');
    expect(await uploads.stateOf(id)).toBe('awaiting-upload');
    books.append = append;
    await registerEvidence(service.needs, event);
    expect([await uploads.stateOf(id), await revision()]).toEqual(['stored', 2]);
  });

  it('after the writing, before a refused version is given up, is finished by the next event', async () => {
    const { id, version, event } = await arrived(programFile());
    const { files } = service.needs;
    const discard = files.discard.bind(files);
    files.discard = async () => Promise.reject(new Error('connection lost'));
    await expect(registerEvidence(service.needs, event)).rejects.toThrow('connection lost');
    files.discard = discard;
    await registerEvidence(service.needs, event);
    expect([await uploads.stateOf(id), await revision(), files.discarded]).toEqual([
      'rejected',
      2,
      [keyOf(id, version)],
    ]);
  });

  it('by another write of the book decides again, and looks at the bytes once', async () => {
    const { id, event } = await arrived();
    const { books } = service.needs;
    const append = books.append.bind(books);
    let others = 3;
    let looks = 0;
    const scan = async (): Promise<ScanResult> => {
      looks += 1;
      return 'clean';
    };
    Object.assign(service.needs, { scanner: { scan } });
    books.append = async (change, reply) => {
      if (change.entry.action === 'register-evidence' && others-- > 0) await service.claim('5', String(others));
      return append(change, reply);
    };
    await registerEvidence(service.needs, event);
    expect([await uploads.stateOf(id), await revision(), looks]).toEqual(['stored', 5, 1]);
  });

  it('by a book that never rests is Busy, so that the event comes again', async () => {
    const { event } = await arrived();
    service.needs.books.append = async () => 'outdated';
    await expect(registerEvidence(service.needs, event)).rejects.toThrow(Busy);
  });

  it('by a fault of the store or the scanner is no verdict on the file', async () => {
    const { id, event } = await arrived();
    scanning(new Error('the store broke off'), 'clean');
    await expect(registerEvidence(service.needs, event)).rejects.toThrow('broke off');
    expect(await uploads.stateOf(id)).toBe('awaiting-upload');
    await registerEvidence(service.needs, event);
    expect(await uploads.stateOf(id)).toBe('stored');
  });
});

describe('a scan that does not end', () => {
  it('leaves the file pending: not to be cited, not to be downloaded, and nothing to verify on', async () => {
    scanning('unknown');
    const { id, event } = await arrived();
    await registerEvidence(service.needs, event);
    expect(await uploads.stateOf(id)).toBe('pending');
    const shown = await service.send(`GET ${book()}/evidence/${id}`, { caller: assessor });
    expect(shown.body).toMatchObject({ state: 'pending', download: null });
    const body = { value: '16', evidence: [id] };
    expect(brief(await service.send(`PUT ${book()}/components/5/claim`, { caller: portal(), body }))).toBe(
      '422 evidence-unusable',
    );
    await registerEvidence(service.needs, event);
    expect(await revision()).toBe(2);
  });

  it('is tried again, and counted once it has waited for half an hour', async () => {
    scanning('unknown', 'unknown', 'unknown', 'clean');
    const { id, event } = await arrived();
    await registerEvidence(service.needs, event);
    service.clock.time = Date.parse('2019-12-31T15:29:59.999Z');
    expect(await rescanEvidence(service.needs)).toEqual({ pending: 1, overdue: 0 });
    service.clock.time += 1;
    expect(await rescanEvidence(service.needs)).toEqual({ pending: 1, overdue: 1 });
    expect(await rescanEvidence(service.needs)).toEqual({ pending: 0, overdue: 0 });
    expect([await uploads.stateOf(id), await revision()]).toEqual(['stored', 3]);
  });

  it('ends also after the closing instant, for the file came before it', async () => {
    scanning('unknown', 'clean');
    const { id, event } = await arrived();
    await registerEvidence(service.needs, event);
    service.clock.time = sampleClosesAt + 3_600_000;
    await rescanEvidence(service.needs);
    expect(await uploads.stateOf(id)).toBe('stored');
  });

  it('that finds malware at last gives the file up', async () => {
    scanning('unknown', 'infected');
    const { id, version, event } = await arrived();
    await registerEvidence(service.needs, event);
    await rescanEvidence(service.needs);
    expect([await uploads.stateOf(id), service.needs.files.discarded]).toEqual(['infected', [keyOf(id, version)]]);
  });

  it('of one file does not keep the others waiting', async () => {
    scanning('unknown');
    const [first, second] = [await arrived(pdfNumber(1)), await arrived(pdfNumber(2))];
    for (const { event } of [first, second]) await registerEvidence(service.needs, event);
    scanning(new Error('the store broke off'), 'clean');
    expect(await rescanEvidence(service.needs)).toMatchObject({ pending: 1 });
    expect([await uploads.stateOf(first.id), await uploads.stateOf(second.id)].sort()).toEqual(['pending', 'stored']);
  });
});

describe('what a verification rests on', () => {
  const lastEvent = async () => {
    const [entry] = await service.needs.books.history('2019', 'east', null, 1);
    return eventsOfEntry(entry!)[0]!;
  };
  const assess = (body: object) =>
    service.send(`POST ${book()}/components/5/assessments`, { caller: assessor, body: { reason: '属实', ...body } });

  it('is locked for the retention, and nothing else is', async () => {
    const id = await uploads.store(pdfFile);
    await uploads.store(pdfNumber(1));
    await service.send(`PUT ${book()}/components/5/claim`, { caller: portal(), body: { value: '16', evidence: [id] } });
    await protectEvidence(service.needs, await lastEvent());
    expect(service.needs.files.kept.size).toBe(0);
    await assess({ decision: 'verify', claimRevision: 5 });
    const event = await lastEvent();
    for (let times = 0; times < 2; times++) await protectEvidence(service.needs, event);
    const { versionId } = await file(id);
    expect([...service.needs.files.kept]).toEqual([[keyOf(id, versionId!), '2029-12-31T15:00:00.000Z']]);
  });

  it('stays locked when the claim is returned, and a late event of the verification harms nothing', async () => {
    const id = await uploads.store(pdfFile);
    await service.send(`PUT ${book()}/components/5/claim`, { caller: portal(), body: { value: '16', evidence: [id] } });
    await assess({ decision: 'verify', claimRevision: 3 });
    const verified = await lastEvent();
    await protectEvidence(service.needs, verified);
    await assess({ decision: 'return', claimRevision: 3 });
    await protectEvidence(service.needs, await lastEvent());
    await protectEvidence(service.needs, verified);
    expect(service.needs.files.kept.size).toBe(1);
  });
});
