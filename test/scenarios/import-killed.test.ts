import '../support/quiet.ts';
import { describe, expect, it } from 'vitest';
import { fileMediaTypes } from '../../functions/contract/schemas.ts';
import { workImports } from '../../functions/work-imports/work-imports.ts';
import { apiClient } from '../support/api-client.ts';
import { memoryDependencies } from '../support/memory/dependencies.ts';
import { MemoryTable } from '../support/memory/memory-table.ts';
import { sampleNow } from '../support/sample-cycle.ts';
import { admin, assessor, cycleBody } from '../support/sample-service.ts';
import { CrashWeather, killedAt } from '../support/year-end/crash-weather.ts';

const address = '/v1/cycles/2020/imports';

/** A cycle of so many districts, whose books take so long to open, and the weather that can kill whoever writes into it. */
async function city(count: number, openMilliseconds = 0) {
  const weather = new CrashWeather();
  const clock = { time: sampleNow };
  const needs = memoryDependencies({ clock: { now: () => clock.time }, table: new MemoryTable(weather) });
  const send = apiClient(needs);
  const ids = Array.from({ length: count }, (_, at) => `d-${at}`);
  const districts = ids.map((id) => ({ id, name: { zh: `${id}区`, en: id }, group: null }));
  await send('POST /v1/cycles', { caller: admin, body: { ...cycleBody, id: '2020', districts } });
  const body = `district,component,target\n${ids.map((id) => `${id},5,20\n`).join('')}`;
  const { open } = needs.books;
  needs.books.open = async (...given) => {
    clock.time += openMilliseconds;
    return open.apply(needs.books, given);
  };
  const headers = { 'content-type': fileMediaTypes.csv, 'idempotency-key': 'once-only' };
  const post = () => send(`POST ${address}`, { caller: assessor, body, headers });
  const revisions = async () => (await needs.books.heads('2020', ids)).map((head) => head!.revision);
  return { weather, clock, needs, send, post, revisions };
}

const step = 37;

describe('an import that is killed', () => {
  it('within its request at any step tells, sent again under its key, of every row that it was written', async () => {
    let kills = 0;
    for (let crashAt = 1, isKilled = true; isKilled; crashAt++) {
      const { weather, post, revisions } = await city(4);
      await killedAt(weather, crashAt, post);
      // The edge makes an answer of whatever happens.
      isKilled = weather.awaits >= crashAt;
      if (isKilled) kills++;
      const { status, body } = await post();
      expect([status, body.accepted?.length, body.unchanged?.length], `killed at ${crashAt}`).toEqual([200, 4, 0]);
      expect(await revisions(), `killed at ${crashAt}`).toEqual(Array(4).fill(1));
    }
    expect(kills).toBeGreaterThan(15);
  }, 120_000);

  it.each([
    ['within its request', 0],
    ['long after it, with answers that are kept every twenty seconds', 400],
  ])(
    'that ends %s, at any step and twice, is taken up and ends with the same report',
    async (_, openMilliseconds) => {
      const undisturbed = await city(151, openMilliseconds);
      const { id: first } = (await undisturbed.post()).body;
      undisturbed.clock.time += 61_000;
      await workImports(undisturbed.needs);
      const wanted = await undisturbed.send(`GET ${address}/${first}`, { caller: admin });
      let kills = 0;
      for (let crashAt = 1, isKilled = true; isKilled; crashAt += step) {
        const { weather, clock, needs, send, post, revisions } = await city(151, openMilliseconds);
        await killedAt(weather, crashAt, post);
        // The edge makes an answer of whatever happens.
        isKilled = weather.awaits >= crashAt;
        clock.time += 61_000;
        isKilled = (await killedAt(weather, crashAt, () => workImports(needs))) || isKilled;
        if (isKilled) kills++;
        clock.time += 61_000;
        await workImports(needs);
        // Whoever sent it does not know whether it was taken, and sends it again.
        const { id } = (await post()).body;
        clock.time += 61_000;
        await workImports(needs);
        const { body } = await send(`GET ${address}/${id}`, { caller: admin });
        expect(body.state, `killed at ${crashAt}`).toBe('done');
        expect(body.report.accepted, `killed at ${crashAt}`).toEqual(wanted.body.report.accepted);
        expect(new Set(await revisions()), `killed at ${crashAt}`).toEqual(new Set([1]));
      }
      expect(kills).toBeGreaterThan(10);
    },
    240_000,
  );
});
