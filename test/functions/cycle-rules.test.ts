import { beforeEach, describe, expect, it } from 'vitest';
import { loadCycle, refuseUnknownFilter, rulesOf } from '../../functions/protocols/cycle-rules.ts';
import { compileScheme } from '../../lib/domain/scheme.ts';
import { keys } from '../../lib/stores/table.ts';
import { overriding } from '../support/overriding.ts';
import { sampleScheme } from '../support/sample-cycle.ts';
import { admin, brief, type SampleService, sampleService } from '../support/sample-service.ts';

let service: SampleService;
beforeEach(async () => {
  service = await sampleService();
});

let made = 0;

/** A scheme of its own, so that nobody has compiled it before, and a cycle that was opened with it. */
async function cycleWith(id: string) {
  const document = { ...sampleScheme.document, id, source: `no. ${++made}` };
  await service.needs.schemes.save(document, null);
  const fields = { id, scheme: id, schemeHash: compileScheme(document).hash };
  service.needs.table.place({ ...service.needs.table.peek(keys.cycle('2019')), ...fields, ...keys.cycle(id) });
  const opened = (await service.needs.cycles.load(id))!;
  return { document, opened };
}

describe('the rules of a cycle', () => {
  it('are those of the document that it was opened with', async () => {
    await cycleWith('whole');
    const rules = await loadCycle(service.needs, 'whole');
    expect(rules!.scheme.hash).toBe(rules!.cycle.schemeHash);
    expect(brief(await service.send('GET /v1/cycles/whole', { caller: admin }))).toBe('200');
  });

  it.each([
    ['another text', { source: 'changed' }],
    ['another number of places', { rounding: { ...sampleScheme.document.rounding, places: 3 } }],
  ])('fail loudly if the stored document is another one: %s', async (_, changes) => {
    const { document } = await cycleWith('changed');
    const load = async (id: string) =>
      id === 'changed' ? { ...document, ...changes } : service.needs.schemes.load(id);
    const needs = { ...service.needs, schemes: overriding(service.needs.schemes, { load }) };
    for (const read of [loadCycle, rulesOf])
      await expect(read(needs, 'changed')).rejects.toThrow('not the one that the cycle was opened with');
  });

  it('are compiled once for all cycles of a scheme, and read once for a cycle', async () => {
    await cycleWith('compiled');
    const loads: string[] = [];
    const load = async (id: string) => [loads.push(id), await service.needs.schemes.load(id)][1] as never;
    const loadCycles = async (id: string) =>
      [loads.push(`cycle ${id}`), await service.needs.cycles.load(id)][1] as never;
    const needs = {
      schemes: overriding(service.needs.schemes, { load }),
      cycles: overriding(service.needs.cycles, { load: loadCycles }),
    };
    const [first, again] = [await rulesOf(needs, 'compiled'), await rulesOf(needs, 'compiled')];
    expect(again).toBe(first);
    expect((await loadCycle(needs, 'compiled'))?.scheme).toBe(first?.scheme);
    expect(loads).toEqual(['cycle compiled', 'compiled', 'cycle compiled']);
  });

  it('of a cycle that is not open yet are asked for again', async () => {
    expect(await rulesOf(service.needs, 'to-come')).toBeNull();
    const { opened } = await cycleWith('to-come');
    expect((await rulesOf(service.needs, 'to-come'))?.cycle).toEqual(opened);
  });

  it('fail loudly if the document is gone', async () => {
    await cycleWith('gone');
    service.needs.table.remove(keys.scheme('gone'));
    await expect(loadCycle(service.needs, 'gone')).rejects.toThrow('the scheme gone of a cycle is not stored');
  });
});

it('a filter may name each district of the cycle and each component of its scheme, and no other', async () => {
  const rules = (await rulesOf(service.needs, '2019'))!;
  const { districts } = rules.cycle;
  for (const district of [undefined, districts[0]!.id, districts.at(-1)!.id])
    for (const component of [undefined, '1', '21.3'])
      expect(refuseUnknownFilter(rules, { district, component })).toBeNull();
  const refused = (filter: object) => refuseUnknownFilter(rules, filter)?.faults?.map(({ path, code }) => [path, code]);
  expect(refused({ district: 'nowhere', component: '1' })).toEqual([[['district'], 'value-out-of-range']]);
  expect(refused({ district: 'west', component: '99' })).toEqual([[['component'], 'unknown-component']]);
});
