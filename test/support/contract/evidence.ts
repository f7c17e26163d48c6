import { describe, expect, it } from 'vitest';
import { changeOf } from '../../../lib/domain/book-change.ts';
import { sha256 } from '../../../lib/domain/digest.ts';
import type { Evidence } from '../../../lib/domain/evidence.ts';
import type { FileWish } from '../../../lib/domain/ports.ts';
import type { BookStore } from '../../../lib/stores/book-store.ts';
import { sampleReply } from '../sample-change.ts';
import { firstBoard, sampleClosesAt, sampleCycle, sampleNow, sampleScheme } from '../sample-cycle.ts';
import type { StoresUnderContract } from '../store-contract.ts';

const cycle = '2019';
const uploadedAt = '2019-12-31T14:00:00.000Z';

/** A file that is announced. */
function fileOf(id: string, more: Partial<Evidence> = {}): Evidence {
  return {
    id,
    fileName: `材料-${id}.pdf`,
    contentType: 'application/pdf',
    sizeBytes: 1234,
    sha256: sha256(id),
    kind: 'document',
    components: ['5'],
    note: null,
    state: 'awaiting-upload',
    fault: null,
    warnings: [],
    objectKey: `evidence/${cycle}/d-001/${id}`,
    versionId: null,
    uploadedAt: null,
    revision: 0,
    at: '2019-12-31T13:00:00.000Z',
    by: 'portal-1',
    ...more,
  };
}

function arrived(id: string, state: Evidence['state'], more: Partial<Evidence> = {}): Evidence {
  return fileOf(id, { state, versionId: `v-${id}`, uploadedAt, ...more });
}

async function opened(open: () => Promise<StoresUnderContract>) {
  const under = await open();
  const created = sampleCycle(cycle);
  await under.stores.cycles.create(created, firstBoard(created), null);
  return { ...under, books: under.stores.books };
}

async function read(books: BookStore, files: FileWish, district = 'd-001', replyId: string | null = null) {
  return (await books.open(cycle, district, ['5'], replyId, files))!;
}

/** Writes a file as it will be. */
async function keep(
  books: BookStore,
  file: Evidence,
  district = 'd-001',
  receivedAt = sampleNow,
  sameBytes: Evidence | null = null,
) {
  const { book } = await read(books, {}, district);
  const context = { scheme: sampleScheme, book, actor: { subject: 'system', role: 'system' }, receivedAt };
  const files = [{ before: null, after: file }];
  const change = changeOf(context, {
    gate: 'registration',
    action: 'register-evidence',
    reason: null,
    components: [],
    files,
    sameBytes,
  });
  return books.append(change, null);
}

export function evidenceContract(open: () => Promise<StoresUnderContract>): void {
  describe('files of evidence', () => {
    it('are kept with the revision that wrote them, and listed by id', async () => {
      const { books } = await opened(open);
      for (const id of ['b', 'a']) expect(await keep(books, fileOf(id))).toBe('committed');
      expect(await books.evidence(cycle, 'd-001')).toEqual([
        { ...fileOf('a'), revision: 2 },
        { ...fileOf('b'), revision: 1 },
      ]);
      expect(await books.evidenceOf(cycle, 'd-001', 'b')).toEqual({ ...fileOf('b'), revision: 1 });
      expect(await books.evidenceOf(cycle, 'd-001', 'c')).toBeNull();
      expect(await books.evidenceOf(cycle, 'd-002', 'b')).toBeNull();
      expect(await books.evidence(cycle, 'd-002')).toEqual([]);
    });

    it('are no part of the book that scoring reads', async () => {
      const { books } = await opened(open);
      await keep(books, arrived('a', 'stored'));
      await keep(books, arrived('b', 'pending'));
      expect((await books.load(cycle, 'd-001'))?.components.size).toBe(0);
      expect((await books.loadLabelled(cycle, 'd-001'))?.book.components.size).toBe(0);
    });

    it('come with the book that is opened: those asked for, each once, beside the components and the reply', async () => {
      const { books, stores } = await opened(open);
      await keep(books, arrived('a', 'stored'));
      await keep(books, fileOf('b'));
      await stores.replies.save(sampleReply('k1'));
      const { book, evidence, reply } = await read(books, { ids: ['b', 'x', 'a', 'b'] }, 'd-001', 'k1');
      expect([...evidence.keys()].sort()).toEqual(['a', 'b']);
      expect(evidence.get('a')).toEqual({ ...arrived('a', 'stored'), revision: 1 });
      expect([...book.components.keys()]).toEqual(['5']);
      expect(reply?.id).toBe('k1');
    });

    it('are found by their bytes within a book while they are stored', async () => {
      const { books } = await opened(open);
      const wish = { sha256: sha256('a') };
      expect((await read(books, wish)).sameBytes).toBeNull();
      await keep(books, fileOf('a'));
      expect((await read(books, wish)).sameBytes).toBeNull();
      await keep(books, arrived('a', 'stored'));
      expect((await read(books, wish)).sameBytes).toMatchObject({ id: 'a', state: 'stored', revision: 2 });
      expect((await read(books, { ...wish, ids: ['a'] })).evidence.size).toBe(1);
      expect((await read(books, wish, 'd-002')).sameBytes).toBeNull();
      await keep(books, arrived('a', 'withdrawn'));
      expect((await read(books, wish)).sameBytes).toBeNull();
    });

    it('come with another that is stored with the same bytes, whichever of them the bytes are known by', async () => {
      const { books } = await opened(open);
      const same = { sha256: sha256('same') };
      const other = async (id: string) => (await read(books, { copyOf: id })).sameBytes?.id ?? null;
      expect(await other('a')).toBeNull();
      await keep(books, fileOf('a', same));
      await keep(books, arrived('b', 'pending', same));
      await keep(books, arrived('z', 'stored'));
      expect([await other('a'), await other('z')]).toEqual([null, null]);
      await keep(books, arrived('a', 'stored', same));
      const first = (await read(books, { copyOf: 'b' })).sameBytes;
      expect(first).toMatchObject({ id: 'a', revision: 4 });
      await keep(books, arrived('b', 'stored', same), 'd-001', sampleNow, first);
      expect([await other('a'), await other('b')]).toEqual(['b', 'a']);
      expect((await read(books, { copyOf: 'b' })).evidence.get('b')).toMatchObject({ state: 'stored' });
      await keep(books, arrived('c', 'stored', same), 'd-002');
      expect(await other('c')).toBeNull();
    });

    it('are known by their bytes through whichever file has them after a write', async () => {
      const { books } = await opened(open);
      const same = { sha256: sha256('same') };
      const known = async () => (await read(books, same)).sameBytes?.id ?? null;
      await keep(books, arrived('a', 'stored', same));
      const a = (await read(books, same)).sameBytes;
      await keep(books, arrived('b', 'stored', same), 'd-001', sampleNow, a);
      expect(await known()).toBe('a');
      const { sameBytes } = await read(books, { copyOf: 'a' });
      await keep(books, arrived('a', 'withdrawn', same), 'd-001', sampleNow, sameBytes);
      expect(await known()).toBe('b');
      await keep(books, arrived('b', 'withdrawn', same));
      expect(await known()).toBeNull();
    });

    it('are listed over all districts while their scan is not finished', async () => {
      const { books } = await opened(open);
      await keep(books, arrived('a', 'pending'));
      await keep(books, arrived('b', 'pending'), 'd-002');
      await keep(books, fileOf('c'));
      const listed = await books.pendingEvidence();
      expect(listed).toEqual([
        { cycle, district: 'd-001', id: 'a', versionId: 'v-a', uploadedAt },
        { cycle, district: 'd-002', id: 'b', versionId: 'v-b', uploadedAt },
      ]);
      await keep(books, arrived('a', 'stored'));
      expect((await books.pendingEvidence()).map(({ id }) => id)).toEqual(['b']);
    });

    it('are listed where districts share the same bytes, as long as both keep them stored', async () => {
      const { books } = await opened(open);
      const same = { sha256: sha256('same') };
      await keep(books, arrived('a', 'stored', same));
      await keep(books, arrived('z', 'stored'), 'd-003');
      expect(await books.sharedEvidence(cycle)).toEqual([]);
      await keep(books, arrived('b', 'stored', same), 'd-002');
      expect(await books.sharedEvidence(cycle)).toEqual([
        {
          ...same,
          holders: [
            { ...same, id: 'a', district: 'd-001' },
            { ...same, id: 'b', district: 'd-002' },
          ],
        },
      ]);
      await keep(books, arrived('b', 'withdrawn', same), 'd-002');
      expect(await books.sharedEvidence(cycle)).toEqual([]);
    });

    it('stay listed while one of a district’s copies is stored, and copies of one district are no concern', async () => {
      const { books } = await opened(open);
      const same = { sha256: sha256('same') };
      for (const id of ['a', 'copy']) await keep(books, arrived(id, 'stored', same));
      expect(await books.sharedEvidence(cycle)).toEqual([]);
      await keep(books, arrived('b', 'stored', same), 'd-002');
      await keep(books, arrived('copy', 'withdrawn', same));
      const unused = fileOf('unused', { ...same, state: 'withdrawn', versionId: null });
      await keep(books, unused);
      expect((await books.sharedEvidence(cycle))[0]?.holders.map(({ id }) => id)).toEqual(['a', 'b']);
    });

    it('are registered until the assessors’ gate closes, if they arrived before the closing instant', async () => {
      const { books, setHead } = await opened(open);
      await setHead(cycle, 'd-001', { portalGate: 'closed' });
      expect(await keep(books, arrived('a', 'stored'), 'd-001', sampleClosesAt - 1)).toBe('committed');
      expect(await keep(books, arrived('b', 'stored'), 'd-001', sampleClosesAt)).toBe('outdated');
      await setHead(cycle, 'd-001', { assessorGate: 'closed' });
      expect(await keep(books, arrived('c', 'stored'), 'd-001', sampleClosesAt - 1)).toBe('outdated');
      expect((await books.evidence(cycle, 'd-001')).map(({ id }) => id)).toEqual(['a']);
    });
  });
}
