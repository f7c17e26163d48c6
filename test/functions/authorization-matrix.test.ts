import { beforeAll, describe, expect, it } from 'vitest';
import type { Route } from '../../functions/contract/route.ts';
import { isKeptToOwnDistrict } from '../../functions/contract/route-refusals.ts';
import { routes } from '../../functions/routes.ts';
import type { TestCaller, TestReply } from '../support/api-client.ts';
import {
  admin,
  assessor,
  auditor,
  book,
  portal,
  type SampleService,
  sampleService,
} from '../support/sample-service.ts';

/** Who is calling, in the order of the columns below. */
const callers: Record<string, TestCaller | null> = {
  own: portal('east'),
  other: portal('west'),
  assessor,
  auditor,
  admin,
  nobody: null,
};

const address = { cycle: '2019', district: 'east', component: '5', scheme: 'east-west-70', id: 'e-1' } as const;

/**
 * What each caller is told on a book of the district east, or on what belongs to no district. A new route has no line
 * here and fails until somebody has decided who may call it.
 */
const table: Record<string, string> = {
  //                own  other  assessor auditor admin nobody
  getHealth: '      ok   ok     ok       ok      ok    ok',
  getOpenApi: '     ok   ok     ok       ok      ok    ok',
  getAsyncApi: '    ok   ok     ok       ok      ok    ok',
  getArazzo: '      ok   ok     ok       ok      ok    ok',
  getPostman: '     ok   ok     ok       ok      ok    ok',
  getDocs: '        ok   ok     ok       ok      ok    ok',
  getAccess: '      ok   ok     ok       ok      ok    401',
  listSchemes: '    ok   ok     ok       ok      ok    401',
  getScheme: '      ok   ok     ok       ok      ok    401',
  getSchemeRules: ' ok   ok     ok       ok      ok    401',
  loadScheme: '     no   no     no       no      ok    401',
  openCycle: '      no   no     no       no      ok    401',
  listCycles: '     ok   ok     ok       ok      ok    401',
  getCycle: '       ok   ok     ok       ok      ok    401',
  setTargets: '     no   no     ok       no      no    401',
  getBook: '        ok   wrong  ok       ok      ok    401',
  submitClaim: '    ok   wrong  no       no      no    401',
  submitClaims: '   ok   wrong  no       no      no    401',
  assessClaim: '    no   no     ok       no      no    401',
  getHistory: '     ok   wrong  ok       ok      ok    401',
  getScore: '       ok   wrong  ok       ok      ok    401',
  getRanking: '     ok   ok     ok       ok      ok    401',
  getChanges: '     ok   ok     ok       ok      ok    401',
  getSummary: '     no   no     ok       ok      ok    401',
  getIntegrity: '   no   no     ok       ok      ok    401',
  announceEvidence: 'ok  wrong  no       no      no    401',
  listEvidence: '   ok   wrong  ok       ok      ok    401',
  getEvidence: '    ok   wrong  ok       ok      ok    401',
  withdrawEvidence: 'ok  wrong  no       no      no    401',
  getCompleteness: 'ok   wrong  ok       ok      ok    401',
  getWorkList: '    no   no     ok       ok      ok    401',
  getEvidenceDuplicates: 'no no ok       ok      ok    401',
  announceTable: '  ok   ok     ok       no      no    401',
  importFile: '     ok   ok     ok       no      no    401',
  getImport: '      no   no     ok       ok      ok    401',
  getImportTemplate: 'ok ok     ok       no      no    401',
  getFinalization: 'no   no     ok       ok      ok    401',
  finalizeNow: '    no   no     no       no      ok    401',
  getFinal: '       ok   ok     ok       ok      ok    401',
  requestReopening: 'no  no     no       no      ok    401',
  listReopenings: ' no   no     ok       ok      ok    401',
  getReopening: '   no   no     ok       ok      ok    401',
  approveReopening: 'no  no     no       no      ok    401',
  registerWebhook: 'no   no     no       no      ok    401',
  listWebhooks: '   no   no     no       no      ok    401',
  getWebhook: '     no   no     no       no      ok    401',
  deleteWebhook: '  no   no     no       no      ok    401',
  testWebhook: '    no   no     no       no      ok    401',
  replayWebhook: '  no   no     no       no      ok    401',
  listDeliveries: ' no   no     no       no      ok    401',
};

/** Callers without authority, whatever they ask for: claims that are lists, unknown, missing, of another type. */
const hostile: Record<string, TestCaller> = {
  'a list of roles, as the gateway writes it': { role: '[district admin]' },
  'a role in brackets': { role: '[admin]' },
  'a role in other letters': { role: 'Admin' },
  'a role with a space': { role: 'admin ' },
  'an unknown role': { role: 'superuser' },
  'no role': {},
  'a real list of roles': { role: ['admin'] },
  'a role of the prototype': { role: 'constructor' },
  'a district role without a district': { role: 'district' },
  'a district role with an empty one': { role: 'district', district: '' },
  'a list of districts': { role: 'district', district: '[east west]' },
  'two districts': { role: 'district', district: 'east west' },
  'a district with a bracket': { role: 'district', district: 'east]' },
  'a district with a line break': { role: 'district', district: 'east\n' },
  'a real list of districts': { role: 'district', district: ['east'] },
  'a district that is a number': { role: 'district', district: 5 },
  'no subject': { role: 'admin', subject: '' },
  'a subject that is no text': { role: 'admin', subject: 7 },
};

let service: SampleService;
beforeAll(async () => {
  service = await sampleService();
});

function call(route: Route, caller: TestCaller | null): Promise<TestReply> {
  const path = route.path.replace(/\{(\w+)\}/g, (_, name) => address[name as keyof typeof address]);
  return service.send(`${route.method} ${path}`, { caller, ...(route.body && { body: {} }) });
}

/** The authority that a reply shows: any refusal that comes after the check of role and district means that it passed. */
function authorityOf({ status, body }: TestReply): string {
  if (status === 401) return '401';
  if (status !== 403) return 'ok';
  return body.type === '/problems/wrong-district' ? 'wrong' : 'no';
}

describe('the authorization matrix', () => {
  it('has a line for each route and no other', () => {
    expect(Object.keys(table).sort()).toEqual(routes.map(({ name }) => name).sort());
  });

  const cells = routes.flatMap((route) => {
    const expected = (table[route.name] ?? '').trim().split(/\s+/);
    return Object.keys(callers).map((who, column) => [route.name, who, expected[column], route] as const);
  });
  it.each(cells)('%s by %s: %s', async (_, who, expected, route) => {
    expect(authorityOf(await call(route, callers[who]!))).toBe(expected);
  });

  const closed = routes.filter(({ roles }) => roles !== 'public');
  it.each(Object.entries(hostile))('gives no authority anywhere for %s', async (_, caller) => {
    for (const route of closed) {
      const reply = await call(route, caller);
      expect([route.name, reply.status, reply.body.type]).toEqual([route.name, 403, '/problems/forbidden']);
    }
  });

  const ofDistricts = routes.filter(isKeptToOwnDistrict);
  it.each([
    ['east', 'east-2'],
    ['east-2', 'east'],
    ['ast', 'east'],
    ['e', 'east'],
  ])('takes the district %s for another one than %s', async (district, asked) => {
    for (const route of ofDistricts) {
      const path = route.path.replace(/\{(\w+)\}/g, (_, name) => ({ ...address, district: asked })[name as 'cycle']);
      const request = { caller: portal(district), ...(route.body && { body: {} }) };
      const { status, body } = await service.send(`${route.method} ${path}`, request);
      expect([route.name, status, body.type]).toEqual([route.name, 403, '/problems/wrong-district']);
    }
    expect(ofDistricts.length).toBeGreaterThan(5);
  });

  it('is the same for a token of whoever else on a public route', async () => {
    for (const caller of Object.values(hostile))
      expect((await service.send('GET /v1/health', { caller })).status).toBe(200);
  });

  it('left nothing behind', async () => {
    expect((await service.needs.books.load('2019', 'east'))?.head.revision).toBe(0);
    expect((await service.needs.cycles.list(null, 10)).map(({ id }) => id)).toEqual(['2019']);
  });

  it('keeps a district to its own book by the path, never by the body', async () => {
    const reply = await service.send(`PUT ${book('west')}/components/5/claim`, {
      caller: portal('east'),
      body: { value: '1', district: 'east' },
    });
    expect(reply.body.type).toBe('/problems/wrong-district');
    const named = await service.send(`PUT ${book()}/components/5/claim`, {
      caller: portal('east'),
      body: { value: '1', districtId: 'west' },
    });
    expect(named.body).toMatchObject({ type: '/problems/unknown-property', errors: [{ pointer: '/districtId' }] });
  });
});
