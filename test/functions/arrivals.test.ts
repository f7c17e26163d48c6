import '../support/quiet.ts';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Arrival, registerArrival } from '../../functions/protocols/register-arrival.ts';
import { log } from '../../functions/telemetry/log.ts';
import { keys } from '../../lib/stores/table.ts';
import { overriding } from '../support/overriding.ts';
import { sampleClosesAt } from '../support/sample-cycle.ts';
import { pdfFile } from '../support/sample-files.ts';
import { type SampleService, sampleService } from '../support/sample-service.ts';
import { Uploads } from '../support/uploads.ts';

let service: SampleService;
let arrival: Arrival;
beforeEach(async () => {
  service = await sampleService();
  const uploads = new Uploads(service);
  const { id } = (await uploads.announce(pdfFile)).body;
  const objectKey = `evidence/2019/east/${id}`;
  const uploadedAt = new Date(sampleClosesAt - 1).toISOString();
  arrival = { cycle: '2019', district: 'east', id, objectKey, versionId: uploads.put(id, pdfFile), uploadedAt };
});
afterEach(() => vi.restoreAllMocks());

const state = async () => (await service.needs.books.evidenceOf('2019', 'east', arrival.id))?.state;

describe('an upload that can’t be registered is given up, and the log says why and of which book:', () => {
  async function refused(given: Arrival, why: string): Promise<void> {
    const warn = vi.spyOn(log, 'warn').mockResolvedValue();
    await registerArrival(service.needs, given);
    expect(warn.mock.calls).toEqual([[why, { cycle: given.cycle, district: given.district }]]);
    expect(service.needs.files.discarded).toEqual([`${given.objectKey}?${given.versionId}`]);
    expect(await state()).toBe('awaiting-upload');
  }

  it('its cycle is unknown', () => refused({ ...arrival, cycle: '2018' }, 'an upload for an unknown cycle'));

  it('it has no ticket', () => refused({ ...arrival, id: 'other' }, 'an upload without a ticket'));

  it('its book is closed', async () => {
    service.needs.table.alter(keys.head('2019', 'east'), { portalGate: 'closed', assessorGate: 'closed' });
    await refused(arrival, 'an upload after the gate was closed');
  });
});

it('an upload whose version does not exist is logged, and its file goes on waiting', async () => {
  const warn = vi.spyOn(log, 'warn').mockResolvedValue();
  await registerArrival(service.needs, { ...arrival, versionId: 'none' });
  expect(warn.mock.calls).toEqual([['an upload whose version does not exist', { cycle: '2019', district: 'east' }]]);
  expect([await state(), service.needs.files.discarded]).toEqual(['awaiting-upload', []]);
});

describe('nobody looks at the bytes', () => {
  const blind = () => {
    const describe = () => Promise.reject(new Error('looked at'));
    return { ...service.needs, files: overriding(service.needs.files, { describe }) };
  };

  it('of a file that waits for none', async () => {
    await registerArrival(service.needs, arrival);
    await registerArrival(blind(), arrival);
    expect(await state()).toBe('stored');
  });

  it('of an upload that came too late', async () => {
    await registerArrival(blind(), { ...arrival, uploadedAt: new Date(sampleClosesAt).toISOString() });
    expect(await state()).toBe('rejected');
  });
});
