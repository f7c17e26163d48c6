import type { Examples, OperationExamples, RecordedExamples } from '../../../functions/contract/examples.ts';
import type { Slug } from '../../../functions/contract/refusal-slugs.ts';
import type { Route } from '../../../functions/contract/route.ts';
import type { Text } from '../../../lib/domain/text.ts';
import type { ApiClient, TestReply, TestRequest } from '../../support/api-client.ts';
import { contractFaults } from '../../support/contract-faults.ts';

/** What a request shows besides itself. */
interface Showing {
  /** Tells examples of one operation apart: a name and a few words. */
  readonly as?: readonly [name: string, zh: string, en: string];
  /** The answer is too long for an example; another one shows it. */
  readonly isLong?: boolean;
}

/** A request that was taken and answered, in the order of the year. */
interface Taken extends Showing {
  readonly operation: string;
  readonly status: number;
  readonly parameters: OperationExamples['parameters'];
  readonly body: unknown;
  readonly reply: unknown;
}

/** A year in one language. */
export interface Recording {
  readonly taken: readonly Taken[];
  readonly refused: ReadonlyMap<Slug, unknown>;
}

/** Sends the requests of a year and keeps what was sent and answered. */
export class ExampleRecorder implements Recording {
  readonly refused = new Map<Slug, unknown>();
  readonly #taken: Taken[] = [];
  readonly #standIns: [RegExp | string, string][] = [];
  /** Sends what is shown by others, or not at all. */
  readonly send: ApiClient;
  /** The text in the language of the year. */
  readonly say: (zh: string, en: string) => string;
  readonly #language: keyof Text;

  constructor(send: ApiClient, language: keyof Text) {
    this.send = send;
    this.say = (zh, en) => ({ zh, en })[language];
    this.#language = language;
  }

  /** Shows something else in its place, wherever it stands: what is made by chance, and what is long. */
  stand(shown: string, insteadOf: string | RegExp): void {
    this.#standIns.push([insteadOf, shown]);
  }

  get taken(): readonly Taken[] {
    const text = this.#standIns.reduce((given, [from, to]) => given.replaceAll(from, to), JSON.stringify(this.#taken));
    return JSON.parse(text);
  }

  /** Shows a request that is accepted; gives the body of the answer. */
  async show(target: string, request: TestRequest & Showing): Promise<TestReply['body']> {
    const { as, isLong = false, ...sent } = request;
    const { status, route, body: answer, headers } = await this.#ask(target, sent);
    if (status >= 400) throw new Error(`${target} is refused: ${JSON.stringify(answer)}`);
    const isJson = headers['content-type']?.startsWith('application/json');
    const body = typeof sent.body === 'object' && !(sent.body instanceof Uint8Array) ? sent.body : undefined;
    const reply = isJson && !isLong ? answer : undefined;
    const shown = { operation: route!.name, status, parameters: parametersOf(route!, target), body, reply };
    this.#taken.push({ ...shown, ...(as && { as }), isLong });
    return answer;
  }

  /** Shows a request that is refused, for just this reason. */
  readonly refuse = async (slug: Slug, target: string, request: TestRequest): Promise<void> => {
    const { status, body } = await this.#ask(target, request);
    if (body.type !== `/problems/${slug}`) throw new Error(`${target}: ${status} ${JSON.stringify(body)}, not ${slug}`);
    this.refused.set(slug, { ...body, instance: '/requests/JKJaXmPLvHcESHA=' });
  };

  async #ask(target: string, { headers, ...request }: TestRequest): Promise<TestReply> {
    const reply = await this.send(target, { ...request, headers: { 'accept-language': this.#language, ...headers } });
    const faults = contractFaults(reply);
    if (faults.length > 0) throw new Error(`${target} → ${reply.text.slice(0, 300)}: ${faults.join('; ')}`);
    return reply;
  }
}

/** Those of the path, and those of the query with their types; a cursor is good for a day and for who asked. */
function parametersOf({ path, query }: Route, target: string): OperationExamples['parameters'] {
  const { pathname, searchParams } = new URL(target.slice(target.indexOf(' ') + 1), 'http://service');
  const given = pathname.split('/');
  const ofPath = path
    .split('/')
    .flatMap((part, at) => (part.startsWith('{') ? [[part.slice(1, -1), given[at]] as const] : []));
  const { cursor: _, ...ofQuery } = query?.().parse(Object.fromEntries(searchParams)) ?? {};
  return { ...Object.fromEntries(ofPath), ...ofQuery };
}

/** The examples of two years that differ in the language of their texts alone: two of each where it shows, else one. */
export function examplesOf(chinese: Recording, english: Recording): RecordedExamples {
  const others = english.taken;
  const all = chinese.taken.map((zh, at) => {
    const en = others[at]!;
    const [name, ...words] = zh.as ?? ['example', '示例', 'Example'];
    const named = (shown: 'body' | 'reply') => inBoth(name, { zh: words[0], en: words[1] }, zh[shown], en[shown]);
    return { ...zh, bodies: named('body'), replies: named('reply') };
  });
  const operations = [...Map.groupBy(all, ({ operation }) => operation)].map(([operation, own]) => {
    const byStatus = Map.groupBy(own, ({ status }) => status);
    const replies = [...byStatus].map(([status, of]) => [status, Object.assign({}, ...of.map((one) => one.replies))]);
    const examples: OperationExamples = {
      // The first example's values stand.
      parameters: Object.assign({}, ...own.map(({ parameters }) => parameters).reverse()),
      bodies: Object.assign({}, ...own.map(({ bodies }) => bodies)),
      replies: Object.fromEntries(replies),
    };
    return [operation, examples];
  });
  const refusals = [...chinese.refused].map(([slug, zh]) => [slug, { zh, en: english.refused.get(slug) }]);
  return { operations: Object.fromEntries(operations), refusals: Object.fromEntries(refusals) };
}

function inBoth(name: string, summary: Text, zh: unknown, en: unknown): Examples {
  if (zh === undefined) return {};
  if (withoutDigests(zh) === withoutDigests(en))
    return { [name]: { summary: `${summary.en} · ${summary.zh}`, value: zh } };
  return {
    [`${name}-zh`]: { summary: summary.zh, value: zh },
    [`${name}-en`]: { summary: summary.en, value: en },
  };
}

/** Another text somewhere gives another digest of it everywhere. */
function withoutDigests(value: unknown): string {
  return JSON.stringify(value).replace(/[0-9a-f]{64}/g, '');
}
