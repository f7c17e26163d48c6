import '../quiet.ts';
import { sweep } from '../../../functions/sweep/sweep.ts';
import type { Cycle } from '../../../lib/domain/cycle.ts';
import { type ApiClient, apiClient } from '../api-client.ts';
import type { BrokenTable } from '../memory/broken-tables.ts';
import { type MemoryDependencies, memoryDependencies } from '../memory/dependencies.ts';
import { MemoryTable } from '../memory/memory-table.ts';
import { calm, type Weather } from '../memory/weather.ts';
import { overriding } from '../overriding.ts';
import { firstBoard, sampleCycle, sampleNow, sampleScheme } from '../sample-cycle.ts';
import { pdfNumber, Uploads } from '../uploads.ts';

/** A clock that a test may set. */
export interface SetClock {
  time: number;
}

/** A service in memory in which everything of a year is handed in and judged, and nothing is closed yet. */
export interface PreparedYear {
  readonly needs: MemoryDependencies;
  readonly table: MemoryTable;
  readonly clock: SetClock;
  readonly send: ApiClient;
}

/** When prepared years take no more claims, and when they are finalized. */
export const yearClosesAt = sampleNow + 200_000;
export const yearFinalizesAt = yearClosesAt + 200_000;

const assessor = { role: 'assessor', subject: 'assessor-1' };
const prepared = new Map<Cycle['onBlockers'], Promise<MemoryDependencies>>();

/** A copy of the prepared year of its own, with its own weather, and with what `broken` leaves out. */
export async function preparedYear(
  onBlockers: Cycle['onBlockers'] = 'hold',
  weather: Weather = calm,
  broken?: BrokenTable,
  clock: SetClock = { time: sampleNow },
): Promise<PreparedYear> {
  const template = prepared.get(onBlockers) ?? prepare(onBlockers);
  prepared.set(onBlockers, template);
  const table = new MemoryTable(weather);
  const { table: written, files } = await template;
  for (const [name, item] of written.items) table.items.set(name, item);
  const needs = memoryDependencies({
    clock: { now: () => clock.time },
    table,
    stored: files,
    ...(broken && { broken }),
  });
  return { needs, table, send: apiClient(needs), clock };
}

async function prepare(onBlockers: Cycle['onBlockers']): Promise<MemoryDependencies> {
  const needs = memoryDependencies({ clock: { now: () => sampleNow } });
  const send = apiClient(needs);
  const cycle: Cycle = {
    ...sampleCycle('2019'),
    onBlockers,
    submissionsCloseAt: new Date(yearClosesAt).toISOString(),
    finalizeAt: new Date(yearFinalizesAt).toISOString(),
  };
  await needs.cycles.create(cycle, firstBoard(cycle), null);
  // Of the installation, so that every copy of this year seals the same bytes.
  await needs.secrets.ensure('commitment-key');
  for (const [index, { id }] of cycle.districts.entries()) await fill({ send, needs }, id, index);
  // No event has told of what was verified, and nothing but a sealing locks it.
  await sweep({ ...needs, files: overriding(needs.files, { protect: () => Promise.reject(new Error('not now')) }) });
  return needs;
}

/** Every assigned target, and three claims that an assessor verified, one of them with evidence. */
async function fill(year: Pick<PreparedYear, 'send' | 'needs'>, district: string, index: number): Promise<void> {
  const { send } = year;
  const base = `/v1/cycles/2019/districts/${district}`;
  const assigned = sampleScheme.components.filter(({ target }) => target === 'assigned');
  const targets = Object.fromEntries(assigned.map(({ id }) => [id, '20']));
  await send(`PUT ${base}/targets`, { caller: assessor, body: { targets } });
  const evidence = [await new Uploads(year).store(pdfNumber(index), {}, district)];
  const claims = [
    ...['5', '13'].map((component) => ({ component, value: String(7 + index) })),
    { component: '2', value: '1', evidence },
  ];
  const { body } = await send(`POST ${base}/claims`, { caller: { role: 'district', district }, body: { claims } });
  for (const { component } of claims)
    await send(`POST ${base}/components/${component}/assessments`, {
      caller: assessor,
      body: { decision: 'verify', claimRevision: body.revision, reason: '属实' },
    });
}
