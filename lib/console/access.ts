import { type Reply, tell } from '../client/index.ts';
import { api } from './api.ts';
import type { Cycle } from './cycle.ts';
import { type Resource, useResource } from './resource.ts';
import { person } from './session.ts';

/** A write of a cycle, and whether it would be taken now. */
export type Operation = Reply<'getAccess'>['items'][number]['operations'][number];

/** Writes by the operation's name. */
export type Access = ReadonlyMap<Operation['operation'], Operation>;

/**
 * What who sits here may do in a cycle, as what takes the writes decides it; read again when the cycle has moved.
 * Who may do nothing here finds nothing.
 */
export function useAccess(cycle: Cycle): Resource<Access> {
  return useResource(
    (signal) => readAccess(cycle.id, signal),
    ['access', cycle.id, person.value!.subject],
    `${cycle.epoch} ${cycle.state} ${cycle.exported}`,
  );
}

async function readAccess(cycle: string, signal: AbortSignal): Promise<Access> {
  for (let cursor: string | undefined; ; ) {
    const params = { query: { limit: 100, ...(cursor && { cursor }) } };
    const page = await tell(api.GET('/v1/access', { params, signal }));
    const found = page.items.find((item) => item.cycle === cycle);
    cursor = page.nextCursor;
    if (found || !cursor) return new Map((found?.operations ?? []).map((one) => [one.operation, one]));
  }
}

/** Whether an operation would be taken for a component of a district. */
export function isOpenFor(operation: Operation | undefined, district: string, component: string): boolean {
  if (!operation?.allowed) return false;
  const { districts, components } = operation;
  return (districts?.includes(district) ?? true) && (components?.includes(component) ?? true);
}
