import { describe, expect, it } from 'vitest';
import { findChainBreak } from '../../../lib/domain/audit-chain.ts';
import { blankComponent, inputsOf } from '../../../lib/domain/book.ts';
import { Busy } from '../../../lib/domain/ports.ts';
import type { BookStore } from '../../../lib/stores/book-store.ts';
import { keys } from '../../../lib/stores/table.ts';
import { claimChange, sampleReply, targetChange } from '../sample-change.ts';
import { firstBoard, sampleClosesAt, sampleCycle, sampleNow, sampleScheme } from '../sample-cycle.ts';
import type { StoresUnderContract } from '../store-contract.ts';

const [cycle, district] = ['2019', 'd-002'];

async function opened(open: () => Promise<StoresUnderContract>) {
  const under = await open();
  const created = sampleCycle(cycle);
  await under.stores.cycles.create(created, firstBoard(created), null);
  return { ...under, books: under.stores.books };
}

async function read(books: BookStore, components: readonly string[] = ['5'], replyId: string | null = null) {
  return (await books.open(cycle, district, components, replyId))!;
}

/** Claims one value and gives the outcome. */
async function claim(books: BookStore, value: string, receivedAt = sampleNow) {
  return books.append(claimChange((await read(books)).book, value, ['5'], receivedAt), null);
}

export function bookStoreContract(open: () => Promise<StoresUnderContract>): void {
  describe('books', () => {
    it('open blank, at revision 0, with only the components asked for, each once', async () => {
      const { books } = await opened(open);
      const { book, reply } = await read(books, ['5', '20.1', '5']);
      expect(book.head).toMatchObject({
        cycle,
        district,
        revision: 0,
        epoch: 1,
        closesAt: sampleClosesAt,
        componentRevisions: {},
      });
      expect([...book.components]).toEqual([
        ['5', blankComponent('5')],
        ['20.1', blankComponent('20.1')],
      ]);
      expect(reply).toBeNull();
    });

    it('are null for a district or a cycle that there is not', async () => {
      const { books } = await opened(open);
      expect(await books.open(cycle, 'd-009', ['5'], null)).toBeNull();
      expect(await books.open('2018', district, ['5'], 'k')).toBeNull();
      expect(await books.load(cycle, 'd-009')).toBeNull();
      expect(await books.loadLabelled(cycle, 'd-009')).toBeNull();
      expect(await books.heads(cycle, ['d-009', 'd-001'])).toMatchObject([null, { district: 'd-001' }]);
    });

    it('give back what was appended, whichever way they are read', async () => {
      const { books } = await opened(open);
      expect(await books.append(targetChange((await read(books)).book, '20'), null)).toBe('committed');
      const change = claimChange((await read(books, ['5', '6'])).book, '16.50', ['5', '6']);
      expect(await books.append(change, null)).toBe('committed');
      const { book } = await read(books, ['5', '6']);
      expect(book.head).toEqual(change.head);
      expect([...book.components.values()]).toEqual(change.components);
      expect(book.components.get('5')).toMatchObject({ target: '20', revision: 2 });
      expect(await books.load(cycle, district)).toEqual(book);
      expect(await books.loadLabelled(cycle, district)).toEqual({ book, applied: null });
      expect(await books.heads(cycle, ['d-001', district])).toEqual([
        expect.objectContaining({ revision: 0 }),
        change.head,
      ]);
    });

    it('keep other districts and other cycles out of each other', async () => {
      const { books, stores } = await opened(open);
      const other = sampleCycle('2019-x');
      await stores.cycles.create(other, firstBoard(other), null);
      await claim(books, '1');
      expect((await books.load('2019-x', district))?.head.revision).toBe(0);
      expect((await books.load(cycle, 'd-001'))?.components.size).toBe(0);
    });

    it('list history from the newest down, page by page, as a chain that holds', async () => {
      const { books } = await opened(open);
      for (const value of ['1', '2', '3', '4', '5']) await claim(books, value);
      const newest = await books.history(cycle, district, null, 2);
      const older = await books.history(cycle, district, newest.at(-1)!.revision, 100);
      expect([...newest, ...older].map(({ revision }) => revision)).toEqual([5, 4, 3, 2, 1]);
      expect(await books.history(cycle, district, 1, 10)).toEqual([]);
      const { head } = (await books.load(cycle, district))!;
      expect(findChainBreak([...newest, ...older].reverse(), head)).toBeNull();
    });
  });

  describe('an append', () => {
    it.each([
      ['one millisecond before the closing instant', sampleClosesAt - 1, 'committed'],
      ['at the closing instant', sampleClosesAt, 'outdated'],
      ['after it', sampleClosesAt + 1, 'outdated'],
    ] as const)(
      'of a claim received %s is %#: the transaction itself looks at the deadline',
      async (_, receivedAt, outcome) => {
        const { books } = await opened(open);
        expect(await claim(books, '1', receivedAt)).toBe(outcome);
        expect((await books.load(cycle, district))?.head.revision).toBe(outcome === 'committed' ? 1 : 0);
      },
    );

    it('of an assessor is not bound by the closing instant', async () => {
      const { books } = await opened(open);
      const change = targetChange((await read(books)).book, '20', '5', sampleClosesAt + 1);
      expect(await books.append(change, null)).toBe('committed');
    });

    it.each([
      ['the portal’s gate has closed', { portalGate: 'closed' }, 'claim'],
      ['the assessors’ gate has closed', { assessorGate: 'closed' }, 'target'],
      ['a reopening has begun the next epoch', { epoch: 2 }, 'claim'],
      ['a reopening has begun the next epoch', { epoch: 2 }, 'target'],
      ['another write has moved the head', { revision: 7 }, 'claim'],
    ] as const)('is outdated and leaves nothing behind if meanwhile %s: %o, %s', async (_, fields, kind) => {
      const { books, setHead, stores } = await opened(open);
      const { book } = await read(books);
      await setHead(cycle, district, fields);
      const change = kind === 'claim' ? claimChange(book, '1') : targetChange(book, '20');
      expect(await books.append(change, sampleReply('k1'))).toBe('outdated');
      expect((await books.load(cycle, district))?.components.size).toBe(0);
      expect(await books.history(cycle, district, null, 10)).toEqual([]);
      expect(await stores.replies.load('k1')).toBeNull();
    });

    it.each([
      ['the other gate is closed', { assessorGate: 'closed' }, 'claim'],
      ['the other gate is closed', { portalGate: 'closed' }, 'target'],
    ] as const)('goes through although %s: %o, %s', async (_, fields, kind) => {
      const { books, setHead } = await opened(open);
      await setHead(cycle, district, fields);
      const { book } = await read(books);
      expect(await books.append(kind === 'claim' ? claimChange(book, '1') : targetChange(book, '20'), null)).toBe(
        'committed',
      );
      expect((await books.load(cycle, district))?.head).toMatchObject(fields);
    });

    it('of two that rest on the same revision is made once', async () => {
      const { books } = await opened(open);
      const { book } = await read(books);
      const outcomes = await Promise.all(['1', '2', '3'].map((value) => books.append(claimChange(book, value), null)));
      expect(outcomes.sort()).toEqual(['committed', 'outdated', 'outdated']);
      expect(await books.history(cycle, district, null, 10)).toHaveLength(1);
    });

    it('never writes over an audit entry, even if the head were set back', async () => {
      const { books, setHead } = await opened(open);
      const { book } = await read(books);
      await books.append(claimChange(book, '1'), null);
      await setHead(cycle, district, { revision: 0 });
      expect(await books.append(claimChange(book, '2'), null)).toBe('outdated');
      expect(await books.history(cycle, district, null, 10)).toMatchObject([
        { changes: [{ after: { claim: { value: '1' } } }] },
      ]);
    });

    it('keeps its reply with it, and gives it when the book is opened again', async () => {
      const { books } = await opened(open);
      const reply = sampleReply('k1', { location: '/x', etag: null });
      await books.append(claimChange((await read(books)).book, '1'), reply);
      expect((await read(books, ['5'], 'k1')).reply).toEqual(reply);
      expect((await read(books, ['5'], 'k2')).reply).toBeNull();
    });

    it('is outdated as a whole if a reply is kept under its key already', async () => {
      const { books, stores } = await opened(open);
      expect(await stores.replies.save(sampleReply('k1', { body: 'first' }))).toBe('committed');
      expect(await books.append(claimChange((await read(books)).book, '1'), sampleReply('k1'))).toBe('outdated');
      expect((await books.load(cycle, district))?.head.revision).toBe(0);
      expect((await stores.replies.load('k1'))?.body).toBe('first');
    });

    it('takes the place of a reply that has expired', async () => {
      const { books, stores } = await opened(open);
      const past = Math.floor(Date.now() / 1000) - 1;
      await stores.replies.save(sampleReply('k1', { expiresAt: past }));
      const { book, reply } = await read(books, ['5'], 'k1');
      expect(reply).toBeNull();
      expect(await books.append(claimChange(book, '1'), sampleReply('k1', { body: 'new' }))).toBe('committed');
      expect((await stores.replies.load('k1'))?.body).toBe('new');
    });
  });

  describe('the labelled book', () => {
    it('comes with what the board has applied of it', async () => {
      const { books, putScore } = await opened(open);
      await books.append(targetChange((await read(books)).book, '20'), null);
      await claim(books, '16.5');
      const { components } = (await books.load(cycle, district))!;
      const score = { revision: 2, version: 9, inputs: inputsOf(sampleScheme, components) };
      await putScore(cycle, district, score);
      expect((await books.loadLabelled(cycle, district))?.applied).toEqual(score);
      expect(await books.load(cycle, district)).toMatchObject({ components: { size: components.size } });
    });

    it('is read again, and at last busy, while an input is missing: of the last write or of any other', async () => {
      const { books, hide } = await opened(open);
      await books.append(claimChange((await read(books, ['5', '6'])).book, '1', ['5', '6']), null);
      await books.append(claimChange((await read(books, ['6', '13'])).book, '2', ['6', '13']), null);
      for (const component of ['5', '6', '13']) {
        const putBack = await hide(keys.component(cycle, district, component));
        await expect(books.loadLabelled(cycle, district), component).rejects.toThrow(Busy);
        await expect(books.load(cycle, district), component).rejects.toThrow(Busy);
        await putBack();
      }
      const whole = (await books.loadLabelled(cycle, district))!.book;
      expect([...whole.components.values()].map(({ revision }) => revision).sort()).toEqual([1, 2, 2]);
      expect(whole.head.componentRevisions).toEqual({ 5: 1, 6: 2, 13: 2 });
    });

    it.each([
      ['an input is older than the head tells', { 5: 2 }],
      ['an input is newer than the head tells', { 5: 0 }],
      ['an input is there that the head does not know yet', {}],
      ['the head knows of one more input', { 5: 1, 6: 1 }],
    ])('is not given while %s', async (_, componentRevisions) => {
      const { books, setHead } = await opened(open);
      await claim(books, '1');
      await setHead(cycle, district, { componentRevisions });
      await expect(books.loadLabelled(cycle, district)).rejects.toThrow(Busy);
      await setHead(cycle, district, { componentRevisions: { 5: 1 } });
      expect((await books.loadLabelled(cycle, district))?.book.components.size).toBe(1);
    });
  });
}
