import { beforeEach, describe, expect, it } from 'vitest';
import { type Api, connect, readFinal, readFinalization } from '../../lib/client/index.ts';

let asked: string[];
beforeEach(() => {
  asked = [];
});

/** A service that gives these answers in turn. */
function serviceOf(...answers: readonly object[]): Api {
  const left = [...answers];
  const fetch = async (request: Request) => {
    const { pathname, search } = new URL(request.url);
    asked.push(`${pathname}${search}`);
    const answer = left.shift()!;
    return Response.json(answer, { status: 'status' in answer ? Number(answer.status) : 200 });
  };
  return connect({ url: 'http://kaohe.test', token: () => 'token', fetch });
}

const row = (district: string) => ({ district });
const point = (component: string) => ({ component });
const moved = {
  type: '/problems/cursor-invalid',
  title: 'Cursor',
  status: 400,
  detail: 'the page is gone',
  instance: '',
};
const final = '/v1/cycles/2019/final';
const preview = '/v1/cycles/2019/finalization';

describe('a sealed result', () => {
  it('that one answer holds is asked for once', async () => {
    const told = { revision: 3, rows: [row('east')], blockers: [] };
    expect(await readFinal(serviceOf(told), '2019')).toEqual(told);
    expect(asked).toEqual([final]);
  });

  it('that it does not is given whole, in its order, with what the last page says else', async () => {
    const api = serviceOf(
      { revision: 2, files: ['old'], rows: [row('east'), row('west')], blockers: [], nextCursor: 'a' },
      { revision: 2, files: ['old'], rows: [row('north')], blockers: [point('5')], nextCursor: 'b' },
      { revision: 2, files: ['new'], rows: [], blockers: [point('13')] },
    );
    expect(await readFinal(api, '2019', { revision: 2 })).toEqual({
      revision: 2,
      files: ['new'],
      rows: [row('east'), row('west'), row('north')],
      blockers: [point('5'), point('13')],
    });
    expect(asked).toEqual([`${final}?revision=2`, `${final}?revision=2&cursor=a`, `${final}?revision=2&cursor=b`]);
  });

  it('is not read on once a signal ends it', async () => {
    const api = serviceOf({ rows: [], blockers: [], nextCursor: 'a' });
    const signal = AbortSignal.abort(new Error('enough'));
    await expect(readFinal(api, '2019', { signal })).rejects.toThrow('enough');
  });
});

describe('a preview', () => {
  it('of many open points is given whole, in its order', async () => {
    const api = serviceOf(
      { digest: 'd', blockers: [point('5')], nextCursor: 'a' },
      { digest: 'd', blockers: [point('7'), point('13')] },
    );
    expect(await readFinalization(api, '2019')).toEqual({
      digest: 'd',
      blockers: [point('5'), point('7'), point('13')],
    });
    expect(asked).toEqual([preview, `${preview}?cursor=a`]);
  });

  it('of which something changes between two pages is read anew, and holds nothing of before', async () => {
    const api = serviceOf(
      { digest: 'old', blockers: [point('5')], nextCursor: 'a' },
      moved,
      { digest: 'new', blockers: [point('7')], nextCursor: 'b' },
      { digest: 'new', blockers: [point('13')] },
    );
    expect(await readFinalization(api, '2019')).toEqual({ digest: 'new', blockers: [point('7'), point('13')] });
    expect(asked).toEqual([preview, `${preview}?cursor=a`, preview, `${preview}?cursor=b`]);
  });

  it('that changes at each reading is given up after five', async () => {
    const reading = [{ blockers: [point('5')], nextCursor: 'a' }, moved];
    const api = serviceOf(...Array.from({ length: 6 }, () => reading).flat());
    await expect(readFinalization(api, '2019')).rejects.toMatchObject({ slug: 'cursor-invalid' });
    expect(asked).toHaveLength(10);
  });

  it('that is refused for another reason is not read anew', async () => {
    const api = serviceOf({ ...moved, type: '/problems/forbidden', status: 403 });
    await expect(readFinalization(api, '2019')).rejects.toMatchObject({ slug: 'forbidden' });
    expect(asked).toEqual([preview]);
  });
});
