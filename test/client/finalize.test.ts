import { beforeEach, describe, expect, it, vi } from 'vitest';
import { connect, finalize, Problem } from '../../lib/client/index.ts';

interface Asked {
  readonly method: string;
  readonly path: string;
  readonly key: string | null;
}

let asked: Asked[];

beforeEach(() => {
  asked = [];
  const { setTimeout } = globalThis;
  vi.stubGlobal('setTimeout', (run: () => void, milliseconds = 0) => setTimeout(run, milliseconds / 100));
  return () => vi.unstubAllGlobals();
});

const sealed = { cycle: '2019', state: 'finalized', revision: 1, sha256: 'a'.repeat(64), exported: true };
const closing = { cycle: '2019', state: 'closing' };
const conflict = { type: '/problems/state-conflict', title: 'Not in this state', status: 409, detail: 'open points' };

/** Orders 2019 to be finalized from a service that gives these answers in turn. */
function order(...answers: readonly (readonly [status: number, body: object])[]) {
  const left = [...answers];
  const fetch = async (request: Request) => {
    const { pathname: path } = new URL(request.url);
    asked.push({ method: request.method, path, key: request.headers.get('idempotency-key') });
    const [status, body] = left.shift()!;
    return Response.json(body, { status });
  };
  const api = connect({ url: 'http://kaohe.test', token: () => 'token', fetch });
  return finalize(api, '2019', { comment: '会议通过' });
}

const pathsOf = () => asked.map(({ method, path }) => `${method} ${path}`);
const post = 'POST /v1/cycles/2019/finalization';
const look = 'GET /v1/cycles/2019';

describe('an order to finalize', () => {
  it('gives the result that is sealed within its request', async () => {
    expect(await order([200, sealed])).toEqual(sealed);
    expect(pathsOf()).toEqual([post]);
  });

  it('is followed until the closing has ended, and its key then gives the result', async () => {
    expect(await order([202, closing], [200, closing], [200, sealed], [200, sealed])).toEqual(sealed);
    expect(pathsOf()).toEqual([post, look, look, post]);
    const keys = asked.filter(({ method }) => method === 'POST').map(({ key }) => key);
    expect(keys[0]).toMatch(/^[0-9a-f-]{36}$/);
    expect(keys[1]).toBe(keys[0]);
  });

  it('that was taken back rejects with the reason', async () => {
    const taken = order([202, closing], [200, { ...closing, state: 'open' }], [409, conflict]);
    await expect(taken).rejects.toThrow(Problem);
    expect(pathsOf()).toEqual([post, look, post]);
  });

  it('that has joined another’s closing gives the result that came of it', async () => {
    const told = await order([202, closing], [200, sealed], [202, closing], [200, { ...sealed, rows: [] }]);
    expect(told).toEqual(sealed);
    expect(pathsOf()).toEqual([post, look, post, 'GET /v1/cycles/2019/final']);
  });
});
