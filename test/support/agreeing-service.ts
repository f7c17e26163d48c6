import { expect } from 'vitest';
import { type ApiClient, apiClient } from './api-client.ts';
import { contractFaults } from './contract-faults.ts';
import { memoryDependencies } from './memory/dependencies.ts';
import { sampleNow } from './sample-cycle.ts';
import { brief } from './sample-service.ts';

/** A service in memory whose every reply is held against the contract, and must be one that says yes. */
export function agreeingService() {
  const needs = memoryDependencies({ clock: { now: () => sampleNow } });
  const plain = apiClient(needs);
  const send: ApiClient = async (target, request) => {
    const reply = await plain(target, request);
    expect(contractFaults(reply), `${target} → ${reply.status} ${reply.text.slice(0, 300)}`).toEqual([]);
    expect(brief(reply), `${target} ${JSON.stringify(request?.body)} → ${reply.text.slice(0, 500)}`).toMatch(/^20/);
    return reply;
  };
  return { needs, send };
}
