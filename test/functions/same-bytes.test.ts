import '../support/quiet.ts';
import { beforeEach, describe, expect, it } from 'vitest';
import { protectEvidence } from '../../functions/protect-evidence/protect-evidence.ts';
import { registerEvidence } from '../../functions/register-evidence/register-evidence.ts';
import { rescanEvidence } from '../../functions/rescan-evidence/rescan-evidence.ts';
import type { ScanResult } from '../../lib/domain/evidence-ports.ts';
import { eventsOfEntry } from '../../lib/domain/published-events.ts';
import { pdfFile } from '../support/sample-files.ts';
import { assessor, book, brief, portal, type SampleService, sampleService } from '../support/sample-service.ts';
import { arrivalEvent, Uploads } from '../support/uploads.ts';

let service: SampleService;
let uploads: Uploads;
beforeEach(async () => {
  service = await sampleService();
  uploads = new Uploads(service);
});

const file = async (id: string) => (await service.needs.books.evidenceOf('2019', 'east', id))!;
const show = async (id: string) => (await service.send(`GET ${book()}/evidence/${id}`, { caller: portal() })).body;
const withdraw = async (id: string) =>
  brief(await service.send(`POST ${book()}/evidence/${id}/withdrawal`, { caller: portal(), body: { reason: '传错' } }));
/** What the next announcement of the same bytes is answered with: the file that is known by them, or a ticket. */
const known = async () => {
  const { status, body } = await uploads.announce(pdfFile);
  return status === 200 ? body.id : 'a ticket';
};

/** Tickets for the same bytes, all given before anything was uploaded, with the events of their uploads. */
async function tickets(count: number) {
  const given: { id: string; name: string; event: ReturnType<typeof arrivalEvent> }[] = [];
  for (let ticket = 0; ticket < count; ticket++) given.push({ id: (await uploads.announce(pdfFile)).body.id } as never);
  return given.map(({ id }) => {
    const version = uploads.put(id, pdfFile);
    return { id, name: `evidence/2019/east/${id}?${version}`, event: arrivalEvent(id, version) };
  }) as [(typeof given)[number], ...typeof given];
}

const nameOf = async (id: string) => {
  const { objectKey, versionId } = await file(id);
  return `${objectKey}?${versionId}`;
};

describe('a second upload of the same bytes', () => {
  it('is registered as the stored file, under its own id, and is not kept itself', async () => {
    const [first, second] = await tickets(2);
    await registerEvidence(service.needs, first.event);
    await registerEvidence(service.needs, second!.event);
    expect(await show(first.id)).toMatchObject({ state: 'stored', sameBytesAs: null });
    expect(await show(second!.id)).toMatchObject({ state: 'stored', sameBytesAs: first.id, reason: null });
    expect([await nameOf(first.id), await nameOf(second!.id)]).toEqual([first.name, first.name]);
    expect(service.needs.files.discarded).toEqual([second!.name]);
    expect((await show(second!.id)).download.url).toContain(first.name);
    const body = { value: '16', evidence: [second!.id] };
    expect((await service.send(`PUT ${book()}/components/5/claim`, { caller: portal(), body })).status).toBe(200);
  });

  it('is one, whichever event comes first, twice, or at the same moment', async () => {
    const [first, second, third] = await tickets(3);
    const events = [third!.event, first.event, second!.event, first.event, third!.event];
    await Promise.all(events.map((event) => registerEvidence(service.needs, event)));
    for (const event of events) await registerEvidence(service.needs, event);
    const names = new Set(await Promise.all([first, second!, third!].map(({ id }) => nameOf(id))));
    expect(names.size).toBe(1);
    const others = [first, second!, third!].map(({ name }) => name).filter((name) => !names.has(name));
    expect(new Set(service.needs.files.discarded)).toEqual(new Set(others));
    expect((await service.needs.books.load('2019', 'east'))!.head.revision).toBe(6);
  });

  it('keeps its own bytes when the stored file is withdrawn while it is being registered', async () => {
    const [first, second] = await tickets(2);
    await registerEvidence(service.needs, first.event);
    const { books } = service.needs;
    const append = books.append.bind(books);
    let isFirst = true;
    books.append = async (change, reply) => {
      if (change.entry.action === 'register-evidence' && isFirst) {
        isFirst = false;
        expect(await withdraw(first.id)).toBe('200');
      }
      return append(change, reply);
    };
    await registerEvidence(service.needs, second!.event);
    expect([await nameOf(second!.id), await known()]).toEqual([second!.name, second!.id]);
    expect(service.needs.files.discarded).toEqual([]);
  });

  it('that is scanned later than the first is the same, and so is one whose first is scanned later', async () => {
    const results: ScanResult[] = ['unknown', 'unknown', 'unknown', 'clean', 'clean'];
    Object.assign(service.needs, { scanner: { scan: async () => results.shift() } });
    const [first, second] = await tickets(2);
    for (const { event } of [first, second!]) await registerEvidence(service.needs, event);
    await rescanEvidence(service.needs);
    await rescanEvidence(service.needs);
    expect(new Set([await uploads.stateOf(first.id), await uploads.stateOf(second!.id)])).toEqual(new Set(['stored']));
    expect(await nameOf(first.id)).toBe(await nameOf(second!.id));
    expect(service.needs.files.discarded).toHaveLength(1);
  });

  it('whose registration ends before its bytes are given up has them given up by the next event', async () => {
    const [first, second] = await tickets(2);
    await registerEvidence(service.needs, first.event);
    const { files } = service.needs;
    const discard = files.discard.bind(files);
    files.discard = async () => Promise.reject(new Error('connection lost'));
    await expect(registerEvidence(service.needs, second!.event)).rejects.toThrow('connection lost');
    files.discard = discard;
    for (const { event } of [second!, first]) await registerEvidence(service.needs, event);
    expect(files.discarded).toEqual([second!.name]);
  });

  it('is locked as the bytes that are kept, when a verification rests on it', async () => {
    const [first, second] = await tickets(2);
    for (const { event } of [first, second!]) await registerEvidence(service.needs, event);
    const claim = { value: '16', evidence: [second!.id] };
    const { revision } = (await service.send(`PUT ${book()}/components/5/claim`, { caller: portal(), body: claim }))
      .body;
    const judgement = { decision: 'verify', claimRevision: revision, reason: '属实' };
    await service.send(`POST ${book()}/components/5/assessments`, { caller: assessor, body: judgement });
    const [entry] = await service.needs.books.history('2019', 'east', null, 1);
    await protectEvidence(service.needs, eventsOfEntry(entry!)[0]!);
    expect([...service.needs.files.kept.keys()]).toEqual([first.name]);
  });
});

describe('withdrawing one of several files with the same bytes', () => {
  const stored = async (count: number) => {
    const given = await tickets(count);
    for (const { event } of given) await registerEvidence(service.needs, event);
    return given.map(({ id }) => id) as [string, string, ...string[]];
  };

  it('leaves the others stored and known, until the last one is withdrawn', async () => {
    for (const order of [
      [0, 1, 2],
      [2, 1, 0],
      [1, 0, 2],
    ]) {
      const ids = await stored(3);
      for (const [times, at] of order.entries()) {
        expect(await withdraw(ids[at]!)).toBe('200');
        const left = order.slice(times + 1).map((other) => ids[other]!);
        expect(left.length === 0 ? ['a ticket'] : left).toContain(await known());
        for (const id of left) expect((await show(id)).download).not.toBeNull();
      }
    }
  });

  it('at the same moment as another leaves none', async () => {
    const ids = await stored(2);
    expect(await Promise.all(ids.map(withdraw))).toEqual(['200', '200']);
    expect(await known()).toBe('a ticket');
  });

  it.each(['before', 'after'])(
    'looks for another as of the book that it writes: one withdrawn just %s it is read',
    async (when) => {
      const [first, second] = await stored(2);
      const { table } = service.needs;
      const getTogether = table.getTogether.bind(table);
      let isOurs = true;
      table.getTogether = async (wanted) => {
        if (!isOurs) return getTogether(wanted);
        isOurs = false;
        if (when === 'before') expect(await withdraw(second)).toBe('200');
        const found = await getTogether(wanted);
        if (when === 'after') expect(await withdraw(second)).toBe('200');
        return found;
      };
      expect(await withdraw(first)).toBe('200');
      expect(await known()).toBe('a ticket');
    },
  );
});
