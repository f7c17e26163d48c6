import { expect, it } from 'vitest';
import * as z from 'zod';
import type { Route } from '../../functions/contract/route.ts';
import { endpoint } from '../../functions/http/endpoint.ts';

const route = {
  name: 'getThing',
  method: 'GET',
  path: '/v1/cycles/{cycle}',
  function: 'reads',
  roles: ['admin'],
  summary: { zh: '', en: '' },
  needs: ['cycle'],
  reply: { status: 200, schema: () => z.strictObject({ revision: z.int(), names: z.array(z.string()) }) },
} as const satisfies Route;
const listed = {
  ...route,
  needs: ['rules', 'page'],
  reply: {
    status: 200,
    schema: () => z.strictObject({ items: z.array(z.string()), nextCursor: z.string().optional() }),
  },
} as const satisfies Route;
const written = { ...route, needs: ['kept-reply', 'cycle'] } as const satisfies Route;

const told = { revision: 1, names: ['a'] } as const;

/** The compiler reads this file: an error that is expected and does not come is one, too. */
it('holds what stories tell against the schema of their reply, and gives them what they need and nothing else', () => {
  const endpoints = [
    endpoint(route, async (_, { rules }) => ({ revision: rules.cycle.epoch, names: ['a'] })),
    // @ts-expect-error: another type.
    endpoint(route, async () => ({ ...told, revision: '1' })),
    // @ts-expect-error: something is lacking.
    endpoint(route, async () => ({ revision: 1 })),
    // @ts-expect-error: a status is the route's business.
    endpoint(route, async () => ({ status: 200, body: told })),
    // @ts-expect-error: only a reply that the edge looks for can explain this.
    endpoint(route, async () => 'outdated' as const),
    endpoint(written, async (_, { keep }) => (keep(told) ? told : 'outdated')),
    // @ts-expect-error: what is kept is what is told.
    endpoint(written, async (_, { keep }) => (keep({ ...told, names: [1] }) ? told : 'outdated')),
    // @ts-expect-error: a route that needs no book has none.
    endpoint(route, async (_, { book }) => ({ ...told, revision: book.head.revision })),
    endpoint(listed, async (_, { page }) => ({ items: [page.after ?? ''], next: null })),
    // @ts-expect-error: cursors are the edge's business.
    endpoint(listed, async () => ({ items: [], nextCursor: 'x' })),
    // @ts-expect-error: nothing says that it may be there already.
    endpoint(route, async () => ({ already: told })),
  ];
  expect(endpoints.every(({ story }) => typeof story === 'function')).toBe(true);
});
