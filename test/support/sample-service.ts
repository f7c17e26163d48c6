import './quiet.ts';
import { expect } from 'vitest';
import { sweep } from '../../functions/sweep/sweep.ts';
import { type ApiClient, apiClient } from './api-client.ts';
import { contractFaults } from './contract-faults.ts';
import { type MemoryDependencies, memoryDependencies } from './memory/dependencies.ts';
import { sampleNow } from './sample-cycle.ts';

/** The body that opens the sample cycle. */
export const cycleBody = {
  id: '2019',
  scheme: 'east-west-70',
  year: 2019,
  timeZone: 'Asia/Shanghai',
  districts: ['west', 'east', 'north', 'south'].map((id) => {
    return { id, name: { zh: `${id}区`, en: id }, group: id === 'north' ? 'rural' : 'urban' };
  }),
  submissionsCloseAt: '2020-01-01T00:00:00+08:00',
  finalizeAt: '2020-02-01T00:00:00+08:00',
  onBlockers: 'hold',
  evidenceRequired: false,
};

/** Callers by role; a district is `east` unless another is named. */
export const admin = { role: 'admin', subject: 'admin-1' };
export const assessor = { role: 'assessor', subject: 'assessor-1' };
export const auditor = { role: 'auditor', subject: 'auditor-1' };
export function portal(district = 'east') {
  return { role: 'district', district, subject: `portal-${district}` };
}

/** A running service in memory with one open cycle. */
export interface SampleService {
  /** Every reply is held against the contract: its schema, or a problem with a known slug. */
  readonly send: ApiClient;
  readonly needs: MemoryDependencies;
  /** The clock; a test may set it. */
  readonly clock: { time: number };
  /** Does what stream and schedule would do: the board has applied everything afterwards. */
  readonly settle: () => Promise<void>;
  readonly claim: (component: string, value: string, district?: string) => ReturnType<ApiClient>;
}

/** Opens the sample cycle in a service of its own. */
export async function sampleService(): Promise<SampleService> {
  const clock = { time: sampleNow };
  const needs = memoryDependencies({ clock: { now: () => clock.time } });
  const plain = apiClient(needs);
  const send: ApiClient = async (target, request) => {
    const reply = await plain(target, request);
    expect(contractFaults(reply), `${target} → ${reply.status} ${reply.text.slice(0, 300)}`).toEqual([]);
    return reply;
  };
  await send('POST /v1/cycles', { caller: admin, body: cycleBody });
  return {
    send,
    needs,
    clock,
    settle: async () => {
      await sweep(needs);
    },
    claim: (component, value, district = 'east') =>
      send(`PUT ${book(district)}/components/${component}/claim`, { caller: portal(district), body: { value } }),
  };
}

/** The address of a district's book and what belongs to it. */
export function book(district = 'east', cycle = '2019'): string {
  return `/v1/cycles/${cycle}/districts/${district}`;
}

/** A reply in brief: its status and, for a refusal, the slug. */
export function brief({ status, body }: { readonly status: number; readonly body: { type?: string } }): string {
  return status < 400 ? String(status) : `${status} ${String(body.type).replace('/problems/', '')}`;
}
