import * as z from 'zod';
import { type Gate, refuseClosedGate } from '../../lib/domain/book-change.ts';
import type { Cycle } from '../../lib/domain/cycle.ts';
import { decideApproval, refuseUnfinished } from '../../lib/domain/finalization/decide-reopening.ts';
import type { Reopening } from '../../lib/domain/finalization/sealing.ts';
import { named } from '../../lib/domain/named.ts';
import { isRejection } from '../../lib/domain/rejection.ts';
import { slugs } from '../contract/refusal-slugs.ts';
import { type Rejection, unknownDistrict, unknownReopening } from '../contract/refusals.ts';
import { type Caller, type OutputOf, type Role, type Route, roles } from '../contract/route.ts';
import { bilingual, cycleState, idSchema, instantText, pageQuery } from '../contract/schemas.ts';
import { endpoint, type RequestOf } from '../http/endpoint.ts';
import { loadCycle } from '../protocols/cycle-rules.ts';
import type { Dependencies } from '../protocols/dependencies.ts';
import { closedIn } from '../protocols/write-book.ts';

/** Writes within a cycle, by their operation ids and by who may ask for them at all. */
const writes = {
  district: ['submitClaim', 'submitClaims', 'announceEvidence', 'withdrawEvidence'],
  assessor: ['setTargets', 'assessClaim'],
  auditor: [],
  admin: ['finalizeNow', 'requestReopening', 'approveReopening'],
} as const satisfies Record<Role, readonly string[]>;

const operations = [...writes.district, ...writes.assessor, ...writes.admin] as const;

const operationRefusal = named('OperationRefusal', () => z.strictObject({ code: z.enum(slugs), detail: bilingual() }));

const operationReply = named('CycleOperation', () =>
  z.strictObject({
    operation: z
      .enum(operations)
      .meta({ description: 'Its operation id in this document. 即本文档中的 operationId。' }),
    allowed: z.boolean(),
    refusal: operationRefusal().nullable().meta({
      description:
        'What it would be answered with now; `null` where it is allowed. 现在办理会得到的拒绝；可以办理时为 `null`。',
    }),
    until: instantText()
      .nullable()
      .meta({ description: 'Received at this instant it is too late. 到此时刻即不再受理。' }),
    districts: z
      .array(idSchema())
      .nullable()
      .meta({ description: 'In these districts only; `null` for all. 只限这些区县；`null` 为全部。' }),
    components: z
      .array(z.string())
      .nullable()
      .meta({ description: 'Of these components only; `null` for all. 只限这些考核内容；`null` 为全部。' }),
    reopenings: z
      .array(z.string())
      .nullable()
      .meta({ description: 'The requests that may be approved. 可以批准的申请。' }),
  }),
);

/** Writes that are of no cycle. */
const outsideOperation = named('AdministrationOperation', () => z.enum(['loadScheme', 'openCycle']));

const cycleAccess = named('CycleAccess', () =>
  z.strictObject({
    cycle: idSchema(),
    year: z.int(),
    state: cycleState(),
    epoch: z.int(),
    operations: z.array(operationReply()),
  }),
);

const route = {
  name: 'getAccess',
  method: 'GET',
  path: '/v1/access',
  function: 'reads',
  roles,
  summary: {
    zh: '查询本人身份，以及在各考核周期现在能做什么',
    en: 'See who I am, and what I may do now in each cycle',
  },
  needs: ['page'],
  query: () => z.strictObject(pageQuery()),
  reply: {
    status: 200,
    schema: named('Access', () =>
      z.strictObject({
        subject: z.string(),
        role: z.enum(roles),
        district: idSchema().nullable(),
        operations: z
          .array(outsideOperation())
          .meta({ description: 'Writes outside of cycles. 与考核周期无关的写操作。' }),
        items: z.array(cycleAccess()),
        nextCursor: z.string().optional(),
      }),
    ),
  },
  refusals: ['cursor-invalid'],
} as const satisfies Route;

type Operation = OutputOf<typeof operationReply>;

/** Who is asking, and for each cycle which writes would be taken now: decided by what decides about the writes. */
async function getAccess(needs: Dependencies, { caller, receivedAt, page: { after, limit } }: RequestOf<typeof route>) {
  const { subject, role, district } = caller;
  const found = await needs.cycles.list(after, limit + 1);
  const items = [];
  for (const cycle of found.slice(0, limit)) {
    const { id, year, state, epoch } = cycle;
    items.push({ cycle: id, year, state, epoch, operations: await operationsIn(needs, cycle, caller, receivedAt) });
  }
  const outside = role === 'admin' ? (['loadScheme', 'openCycle'] as const) : [];
  const next = found.length > limit ? items.at(-1)!.cycle : null;
  return { subject, role, district, operations: [...outside], items, next };
}

async function operationsIn(needs: Dependencies, cycle: Cycle, caller: Caller, now: number): Promise<Operation[]> {
  if (caller.role === 'admin') return administrationOf(needs, cycle, caller, now);
  const ids = caller.role === 'district' ? [caller.district!] : cycle.districts.map(({ id }) => id);
  const gate = caller.role === 'district' ? 'portal' : 'assessor';
  const names = writes[caller.role];
  if (names.length === 0) return [];
  const access = await throughGate(needs, cycle, ids, gate, now);
  return names.map((operation) => ({ operation, ...access }));
}

/** Which of these books a gate lets writes into. */
async function throughGate({ books }: Dependencies, cycle: Cycle, ids: readonly string[], gate: Gate, now: number) {
  const heads = (await books.heads(cycle.id, ids)).filter((head) => head !== null);
  const closed = heads.map((head) => refuseClosedGate({ book: { head }, receivedAt: now }, gate));
  const open = heads.filter((_, index) => closed[index] === null);
  const [first] = open;
  if (!first) return withheld(closed[0] ? closedIn(cycle, closed[0]) : unknownDistrict);
  return {
    ...granted,
    until: gate === 'portal' ? new Date(first.closesAt).toISOString() : null,
    districts: open.length === cycle.districts.length ? null : open.map(({ district }) => district),
    // A reopening opens all its books for the same components.
    components: first.scope && [...first.scope],
  };
}

async function administrationOf(needs: Dependencies, cycle: Cycle, caller: Caller, now: number): Promise<Operation[]> {
  const rules = (await loadCycle(needs, cycle.id))!;
  // What makes a result is for administrators who ask this alone [T 73].
  const { refuseSealing } = await import('../protocols/finalization/refuse-sealing.ts');
  const sealing = await refuseSealing(needs, rules, null);
  const reopening = refuseUnfinished(cycle);
  const approval = reopening ? withheld(reopening) : await approvalOf(needs, cycle, caller, now);
  return [
    { operation: 'finalizeNow', ...(sealing ? withheld(sealing) : granted) },
    { operation: 'requestReopening', ...(reopening ? withheld(reopening) : granted) },
    { operation: 'approveReopening', ...approval },
  ];
}

const requestsAtOnce = 100;

/** Which requests this person may approve; if none, why not the last one that is still open. */
async function approvalOf({ seals }: Dependencies, cycle: Cycle, caller: Caller, now: number) {
  const approvable: string[] = [];
  let refusal: Rejection = unknownReopening;
  for (let after: string | null = null; ; ) {
    const requests: Reopening[] = await seals.listReopenings(cycle.id, after, requestsAtOnce);
    for (const request of requests.filter(({ state }) => state === 'requested')) {
      const decided = decideApproval(cycle, request, caller, now);
      if (isRejection(decided)) refusal = decided as Rejection;
      else approvable.push(request.id);
    }
    if (requests.length < requestsAtOnce) break;
    after = requests.at(-1)!.id;
  }
  return approvable.length === 0 ? withheld(refusal) : { ...granted, reopenings: approvable };
}

const nowhere = { until: null, districts: null, components: null, reopenings: null } as const;
const granted = { allowed: true, refusal: null, ...nowhere } as const;

function withheld({ rejected, detail }: Rejection): Omit<Operation, 'operation'> {
  return { allowed: false, refusal: { code: rejected, detail }, ...nowhere };
}

export const getAccessEndpoint = endpoint(route, getAccess);
