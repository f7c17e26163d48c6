import { type Api, ConnectionLost, connect, Problem, type Reply, tell } from '../client/index.ts';
import type { Terminal } from './terminal.ts';
import { UsageFault } from './verb.ts';

const thisMachine = /^http:\/\/(?:127\.0\.0\.1|localhost|\[::1\])(?::\d+)?$/;
const patienceSeconds = 5;

/** Where the API is: `KAOHE_URL`, else the local run. */
export function urlOf({ KAOHE_URL, PORT }: Readonly<Record<string, string | undefined>>): string {
  const url = (KAOHE_URL || `http://127.0.0.1:${PORT || '8787'}`).replace(/\/+$/, '');
  if (/^https?:\/\/[^\s/]+$/.test(url) && URL.canParse(url)) return url;
  throw new UsageFault({
    zh: 'KAOHE_URL 须为接口地址，不带路径，例如 https://kaohe.example.org。',
    en: 'KAOHE_URL is the address of the API without a path, such as https://kaohe.example.org.',
  });
}

/** Connects with `KAOHE_TOKEN`; without it, to the local run, as an auditor, who reads all and writes nothing. */
export async function connectAs(url: string, terminal: Terminal): Promise<Api> {
  const { environment, fetch: ask } = terminal.world;
  const given = environment.KAOHE_TOKEN || null;
  let token = given ?? (await localToken(url, terminal));
  return connect({
    url,
    token: async (refused) => {
      // One of the local run that has ended is replaced; a watch may last for days.
      if (refused !== null && given === null) token = await localToken(url, terminal);
      return token;
    },
    language: terminal.language,
    patienceSeconds,
    tellAnswered: (isAnswered) =>
      terminal.progress(
        isAnswered ? null : { zh: `${url} 没有应答，正在重试`, en: `nothing answers at ${url}, trying again` },
      ),
    ...(ask && { fetch: ask }),
  });
}

async function localToken(url: string, terminal: Terminal): Promise<string> {
  if (thisMachine.test(url)) return issueToken(url, terminal, { role: 'auditor', subject: 'kaohe-terminal' });
  throw new UsageFault({
    zh: `请在 KAOHE_TOKEN 中给出 ${url} 的令牌。`,
    en: `Put a token for ${url} into KAOHE_TOKEN.`,
  });
}

/** A token of the local run, which gives one to anybody. */
export async function issueToken(url: string, { world, language }: Terminal, caller: object): Promise<string> {
  const headers = { 'content-type': 'application/json', 'accept-language': language };
  const request = new Request(`${url}/local/tokens`, { method: 'POST', headers, body: JSON.stringify(caller) });
  const asked = (world.fetch ?? fetch)(request).catch(() => {
    throw new ConnectionLost(url);
  });
  const answer = async () => {
    const response = await asked;
    const told = await response.json().catch(() => undefined);
    return response.ok ? { data: told as { token: string }, response } : { error: told, response };
  };
  return (await tell(answer())).token;
}

/** The cycle that is named, or the only one that is not sealed. */
export async function chooseCycle(api: Api, named: string | undefined): Promise<string> {
  if (named) return named;
  const { items } = await tell(api.GET('/v1/cycles', { params: { query: { limit: 100 } } }));
  const open = items.filter(({ state }) => state !== 'finalized');
  if (open.length === 1) return open[0]!.id;
  const ids = items.map(({ id }) => id).join(' ');
  throw new UsageFault({
    zh: `请用 --cycle 指定考核周期：${ids || '目前还没有周期'}`,
    en: `Name the cycle with --cycle: ${ids || 'there is none yet'}`,
  });
}

/** The scheme of a cycle, with the names of categories and components. */
export async function readScheme(api: Api, id: string): Promise<Reply<'getScheme'>> {
  return tell(api.GET('/v1/schemes/{scheme}', { params: { path: { scheme: id } } }));
}

/** Whether a refusal says that there is nothing under this address at all. */
export function isNotThere(fault: unknown): boolean {
  return fault instanceof Problem && [401, 404].includes(fault.details.status);
}
