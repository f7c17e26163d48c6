import type { ApiClient, TestReply, TestRequest } from '../api-client.ts';
import type { SeededRandom } from './random.ts';
import type { Scheduler } from './scheduler.ts';

/** A write that a client wanted, and what it learned of it. The mark stands in what was written, and nowhere else. */
export interface WantedWrite {
  readonly mark: string;
  readonly district: string;
  readonly kind: 'claim' | 'target' | 'assessment';
  readonly hasIfMatch: boolean;
  /** The idempotency key it was sent under last; writes that share one are rivals. */
  key: string | null;
  readonly mayChangeNothing: boolean;
  /** The last reply: an answer, or `null` where nobody knows what became of it. */
  reply: TestReply | null;
}

/** What clients share: where they send, what they know, and the record of what they wanted. */
export interface Clients {
  readonly send: ApiClient;
  readonly scheduler: Scheduler;
  readonly random: SeededRandom;
  readonly districts: readonly string[];
  readonly components: readonly string[];
  readonly wanted: WantedWrite[];
  /** The newest revision of each district's book that was acknowledged to anybody. */
  readonly acknowledged: Map<string, number>;
}

interface Sendable {
  readonly target: string;
  readonly request: TestRequest;
  readonly write: WantedWrite;
}

const attemptsMax = 6;
const base = '/v1/cycles/2019/districts';

/** A client: some writes, each sent again under its key until it is answered. */
export async function actAsClient(clients: Clients, writes: number): Promise<void> {
  for (let made = 0; made < writes; made++) {
    const kind = clients.random.next();
    if (kind < 0.55) await sendOneOrTwice(clients, claim(clients));
    else if (kind < 0.75) await sendOneOrTwice(clients, target(clients, clients.random.pick(clients.districts)));
    else if (kind < 0.85) await reuseKey(clients);
    else await assess(clients);
    await clients.scheduler.point(clients.random.below(30));
  }
}

/** Sometimes an impatient client has the same request under way twice. */
async function sendOneOrTwice(clients: Clients, { target, request, write }: Sendable): Promise<void> {
  const hasKey = request.headers?.['idempotency-key'] !== undefined;
  if (!hasKey || !clients.random.chance(0.2)) return persist(clients, target, request, write);
  await Promise.all([persist(clients, target, request, write), persist(clients, target, request, write)]);
}

/** Two different requests under one key at the same time: at most one of them is the first. */
async function reuseKey(clients: Clients): Promise<void> {
  const [one, other] = clients.random.shuffle(clients.districts).map((district) => target(clients, district));
  if (!one || !other) return;
  const key = `key-${one.write.mark}`;
  one.write.key = key;
  other.write.key = key;
  await Promise.all(
    [one, other].map(({ target, request, write }) =>
      persist(clients, target, { ...request, headers: { ...request.headers, 'idempotency-key': key } }, write),
    ),
  );
}

async function persist(clients: Clients, target: string, request: TestRequest, write: WantedWrite): Promise<void> {
  const hasKey = request.headers?.['idempotency-key'] !== undefined;
  for (let attempt = 0; attempt < attemptsMax; attempt++) {
    const reply = await clients.send(target, request);
    if (reply.status < 500) {
      learn(clients, write, reply);
      return;
    }
    if (!hasKey && reply.status === 500) return;
    await clients.scheduler.point(clients.random.below(20));
  }
}

function learn({ acknowledged }: Clients, write: WantedWrite, reply: TestReply): void {
  write.reply ??= reply;
  if (reply.status >= 300) return;
  write.reply = reply;
  acknowledged.set(write.district, Math.max(acknowledged.get(write.district) ?? 0, reply.body.revision));
}

function claim(clients: Clients): Sendable {
  const { random, components } = clients;
  const district = random.pick(clients.districts);
  const caller = { role: 'district', district, subject: `portal-${district}` };
  const write = wantedWrite(clients, district, 'claim');
  const one = (component: string) => ({ component, value: String(random.below(30)), note: write.mark });
  if (random.chance(0.3)) {
    const body = { claims: random.shuffle(components).slice(0, 2).map(one) };
    return {
      target: `POST ${base}/${district}/claims`,
      request: { caller, body, headers: headersOf(clients, write) },
      write,
    };
  }
  const { component, ...body } = one(random.pick(components));
  const target = `PUT ${base}/${district}/components/${component}/claim`;
  return { target, request: { caller, body, headers: headersOf(clients, write) }, write };
}

function target(clients: Clients, district: string): Sendable {
  const write = wantedWrite(clients, district, 'target');
  const targets = {
    [clients.random.pick(clients.components)]: `${1 + clients.random.below(20)}.${write.mark.slice(1)}`,
  };
  const caller = { role: 'assessor', subject: 'assessor-1' };
  return {
    target: `PUT ${base}/${district}/targets`,
    request: { caller, body: { targets }, headers: headersOf(clients, write) },
    write,
  };
}

/** Looks at a book and judges one of its claims. */
async function assess(clients: Clients): Promise<void> {
  const { random, scheduler } = clients;
  const district = random.pick(clients.districts);
  const caller = { role: 'assessor', subject: 'assessor-1' };
  const book = await clients.send(`GET ${base}/${district}/book`, { caller });
  const claimed = (book.status === 200 ? book.body.components : []).filter(
    (item: { claim: unknown }) => item.claim !== null,
  );
  if (claimed.length === 0) return;
  await scheduler.point(random.below(20));
  const { component, claim: judged } = random.pick(claimed as { component: string; claim: { revision: number } }[]);
  const decision = random.pick(['verify', 'correct', 'return'] as const);
  const write = { ...wantedWrite(clients, district, 'assessment'), mayChangeNothing: decision === 'return' };
  clients.wanted[clients.wanted.length - 1] = write;
  const body = {
    decision,
    claimRevision: judged.revision,
    reason: write.mark,
    ...(decision === 'correct' && { value: String(random.below(30)) }),
  };
  const headers = { 'idempotency-key': `key-${write.mark}` };
  await sendOneOrTwice(clients, {
    target: `POST ${base}/${district}/components/${component}/assessments`,
    request: { caller, body, headers },
    write,
  });
}

function wantedWrite(clients: Clients, district: string, kind: WantedWrite['kind']): WantedWrite {
  const mark = `m${String(100_000 + clients.wanted.length)}`;
  const write = {
    mark,
    district,
    kind,
    hasIfMatch: clients.random.chance(0.25),
    key: null,
    mayChangeNothing: false,
    reply: null,
  };
  clients.wanted.push(write);
  return write;
}

function headersOf(
  { random, acknowledged }: Clients,
  { mark, district, hasIfMatch }: WantedWrite,
): Record<string, string> {
  const headers: Record<string, string> = {};
  if (random.chance(0.9)) headers['idempotency-key'] = `key-${mark}`;
  if (hasIfMatch) headers['if-match'] = `"${acknowledged.get(district) ?? 0}"`;
  return headers;
}
