import { describe, expect, it } from 'vitest';
import { absent, type Condition, type ItemKey, is, type Table, type Write } from '../../lib/stores/table.ts';

/** A table under contract. */
export interface TableUnderContract {
  readonly table: Table;
  /** Removes an item, which no store ever does. */
  remove(key: ItemKey): Promise<void>;
}

const at = (sk: string, pk = 'P'): ItemKey => ({ pk, sk });
const placed = (sk: string, fields: object = {}) => ({ ...at(sk), ...fields });
const numbered = (count: number) => Array.from({ length: count }, (_, index) => `n${String(index).padStart(3, '0')}`);

/** What a table promises to the stores, whatever it is made of. */
export function tableContract(technology: string, open: () => Promise<TableUnderContract>): void {
  describe(`the table ${technology}`, () => {
    it('gives an item back as it was put, without what was undefined', async () => {
      const { table } = await open();
      const fields = {
        text: '区县 \u{1F3AF}',
        empty: '',
        number: -12.5,
        none: null,
        isTrue: true,
        list: [1, [], { a: null }],
        map: { nested: { deep: ['x'] }, blank: {} },
        bytes: new Uint8Array([0, 255, 7]),
      };
      await table.put({ ...placed('a', fields), gone: undefined, map: { ...fields.map, gone: undefined } });
      expect(await table.get(at('a'))).toEqual({ ...at('a'), ...fields });
      expect(Object.keys((await table.get(at('a')))!)).not.toContain('gone');
      await table.put(placed('a', { other: 1 }));
      expect(await table.get(at('a'))).toEqual(placed('a', { other: 1 }));
      expect(await table.get(at('b'))).toBeNull();
    });

    it('keeps what is put from being changed by who put it, and by who reads it', async () => {
      const { table } = await open();
      const list = [1];
      await table.put(placed('a', { list }));
      list.push(2);
      expect((await table.get(at('a')))?.list).toEqual([1]);
    });

    it('gives several items in the order asked for, null where there is none', async () => {
      const { table } = await open();
      for (const sk of ['a', 'b']) await table.put(placed(sk));
      const wanted = [at('b'), at('c'), at('a'), at('a', 'Q')];
      const found = [placed('b'), null, placed('a'), null];
      expect(await table.getTogether(wanted)).toEqual(found);
      expect(await table.getMany(wanted)).toEqual(found);
      expect(await table.getMany([])).toEqual([]);
    });

    it('takes at most 100 items at once together, and any number one by one', async () => {
      const { table } = await open();
      const names = numbered(101);
      await table.transact(names.slice(0, 100).map((sk) => ({ put: placed(sk) })));
      const keys = names.map((sk) => at(sk));
      expect((await table.getTogether(keys.slice(0, 100))).every((item) => item !== null)).toBe(true);
      await expect(table.getTogether(keys)).rejects.toThrow();
      expect((await table.getMany(keys)).map((item) => item?.sk ?? null)).toEqual([...names.slice(0, 100), null]);
      await expect(table.transact(keys.map((key) => ({ put: { ...key } })))).rejects.toThrow();
    });

    it('refuses an item twice in a request, a key that is empty, and an item above 400 KB', async () => {
      const { table } = await open();
      await expect(table.getTogether([at('a'), at('a')])).rejects.toThrow();
      await expect(table.transact([{ put: placed('a') }, { put: placed('a') }])).rejects.toThrow();
      await expect(table.get(at(''))).rejects.toThrow();
      await expect(table.put(placed('a', { text: 'x'.repeat(400 * 1024) }))).rejects.toThrow();
      await expect(table.put(placed('a', { number: Number.NaN }))).rejects.toThrow();
      expect(await table.get(at('a'))).toBeNull();
    });

    it('gives the items of a range by their place, both ends within, or from the last down, up to a limit', async () => {
      const { table } = await open();
      for (const sk of ['B', 'b', 'a', 'c', 'é', 'd']) await table.put(placed(sk));
      await table.put({ ...at('b', 'Q') });
      const query = async (from: string, to: string, options?: Parameters<Table['query']>[1]) =>
        (await table.query({ pk: 'P', from, to }, options)).map(({ sk }) => sk);
      expect(await query('a', 'c')).toEqual(['a', 'b', 'c']);
      expect(await query(' ', '~')).toEqual(['B', 'a', 'b', 'c', 'd']);
      expect(await query('a', 'd', { isDescending: true, limit: 2 })).toEqual(['d', 'c']);
      expect(await query('a', 'd', { limit: 3 })).toEqual(['a', 'b', 'c']);
      expect(await query('e', 'f')).toEqual([]);
      await expect(query('b', 'a')).rejects.toThrow();
    });

    it('gives all of a range, though it is more than a page of a megabyte', async () => {
      const { table } = await open();
      for (const sk of numbered(12)) await table.put(placed(sk, { text: 'x'.repeat(200_000) }));
      const range = { pk: 'P', from: 'n', to: 'o' };
      expect(await table.query(range)).toHaveLength(12);
      expect(await table.query(range, { limit: 11 })).toHaveLength(11);
      const last = await table.query(range, { limit: 7, isDescending: true });
      expect(last.map(({ sk }) => sk)).toEqual(numbered(12).slice(5).reverse());
    });

    describe('on conditions', () => {
      const stored = { text: 'x', number: 5, reserved: 1 };
      it.each<[string, Condition, boolean]>([
        ['absent', absent, false],
        ['a text that is the same', is('text', 'x'), true],
        ['a text that is another', is('text', 'y'), false],
        ['a number that is the same', is('number', 5), true],
        ['a number against its text', is('number', '5'), false],
        ['a field that is not there', is('missing', 'x'), false],
        ['below', { field: 'number', below: 6 }, true],
        ['not below, but the same', { field: 'number', below: 5 }, false],
        ['above', { field: 'number', above: 4 }, true],
        ['not above, but the same', { field: 'number', above: 5 }, false],
        ['below, of a field that is not there', { field: 'missing', below: 5 }, false],
        ['above, of a text', { field: 'text', above: 4 }, false],
        ['one of two', { anyOf: [absent, is('number', 5)] }, true],
        ['none of two', { anyOf: [absent, is('number', 6)] }, false],
      ])('writes or does not: %s', async (_, condition, isHolding) => {
        const { table } = await open();
        const before = placed('a', stored);
        await table.put(before);
        const outcome = isHolding ? 'committed' : 'outdated';
        const check: Write[] = [{ check: at('a'), when: [condition] }, { put: placed('b') }];
        expect(await table.transact(check)).toBe(outcome);
        expect(await table.get(at('b'))).toEqual(isHolding ? placed('b') : null);
        const update: Write[] = [{ update: at('a'), set: { status: 'new', size: 1 }, when: [condition] }];
        expect(await table.transact(update)).toBe(outcome);
        expect(await table.get(at('a'))).toEqual(isHolding ? { ...before, status: 'new', size: 1 } : before);
        expect(await table.transact([{ put: placed('a', { put: 1 }), when: [condition] }])).toBe(outcome);
        expect(await table.get(at('a'))).toEqual(isHolding ? placed('a', { put: 1 }) : before);
      });

      it('of an item that is not there: absent holds, and nothing else', async () => {
        const { table } = await open();
        const others: Condition[] = [is('number', 5), { field: 'number', below: 6 }, { field: 'number', above: 4 }];
        for (const condition of others)
          expect(await table.transact([{ put: placed('a'), when: [condition] }])).toBe('outdated');
        expect(await table.transact([{ put: placed('a'), when: [absent] }])).toBe('committed');
        expect(await table.transact([{ put: placed('a'), when: [absent] }])).toBe('outdated');
      });

      it('writes where all of several hold, and nothing at all where one of one write does not', async () => {
        const { table } = await open();
        await table.put(placed('a', stored));
        const both = (number: number): Write[] => [
          { put: placed('b') },
          { update: at('a'), set: { number: 6 }, when: [is('text', 'x'), is('number', number)] },
        ];
        expect(await table.transact(both(4))).toBe('outdated');
        expect([await table.get(at('a')), await table.get(at('b'))]).toEqual([placed('a', stored), null]);
        expect(await table.transact(both(5))).toBe('committed');
        expect((await table.get(at('a')))?.number).toBe(6);
      });

      it('sets fields whatever is there where an update has none', async () => {
        const { table } = await open();
        expect(await table.transact([{ update: at('a'), set: { number: 1 }, when: [] }])).toBe('committed');
        expect(await table.get(at('a'))).toEqual(placed('a', { number: 1 }));
      });
    });
  });
}
