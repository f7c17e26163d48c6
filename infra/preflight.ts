import { lookup } from 'node:dns/promises';
import { readFileSync } from 'node:fs';
import { request } from 'node:https';
import { parseArgs } from 'node:util';
import { isPublicAddress } from '../lib/adapters/https/public-address.ts';
import type { Language, Text } from '../lib/domain/text.ts';
import { type AccountAnswers, checkAccount, type Finding, ownAccount } from './preflight-account.ts';
import { readSettings, type Settings } from './settings.ts';

/** What stands around the checks; the machine's own unless a test says otherwise. */
export interface PreflightWorld {
  readonly environment: NodeJS.ProcessEnv;
  readonly print: (line: string) => void;
  /** Whether a name leads to addresses of the internet alone; throws where it leads nowhere. */
  readonly isOnInternet: (name: string) => Promise<boolean>;
  /** Certificates (PEM) of authorities that are trusted besides the known ones. */
  readonly authorities?: string;
  readonly account: AccountAnswers;
}

const answerMillisecondsMax = 10_000;

const usage = {
  zh: '用法：npm run preflight -- --issuer <签发者> [-c 设置=值]…\n',
  en: 'Usage: npm run preflight -- --issuer <issuer> [-c setting=value]…\n',
};

/** Looks at what a deployment would fail at, before it is tried. 0: nothing found; 1: something to do; 2: asked wrongly. */
export async function preflight(typed: readonly string[], world: PreflightWorld): Promise<0 | 1 | 2> {
  const { LC_ALL, LC_MESSAGES, LANG } = world.environment;
  const language: Language = (LC_ALL || LC_MESSAGES || LANG || '').startsWith('zh') ? 'zh' : 'en';
  const asked = questionOf(typed);
  if (!asked) {
    world.print(usage[language]);
    return 2;
  }
  const [ofSettings, settings] = checkSettings(asked.context);
  const findings = [ofSettings];
  if (settings?.tokenKeys === undefined) findings.push(await checkIssuer(asked.issuer, world));
  else findings.push(await checkTokenKeys(settings.tokenKeys, settings.tokenKeyAuthorities));
  findings.push(...(await checkAccount(settings, world.account)));
  for (const { verdict, found, todo } of findings) {
    world.print(`${{ good: '✓', bad: '✗', unknown: '?' }[verdict]} ${found[language]}\n`);
    if (todo) world.print(`  → ${todo[language]}\n`);
  }
  return findings.some(({ verdict }) => verdict === 'bad') ? 1 : 0;
}

function questionOf(typed: readonly string[]): { issuer: string; context: Record<string, unknown> } | null {
  try {
    const { values } = parseArgs({
      args: [...typed],
      options: { issuer: { type: 'string' }, context: { type: 'string', short: 'c', multiple: true, default: [] } },
    });
    const given = values.context.map((pair) => [pair.split('=')[0]!, pair.split('=').slice(1).join('=')] as const);
    if (!values.issuer || given.some(([name, value]) => name === '' || value === '')) return null;
    return { issuer: values.issuer, context: Object.fromEntries(given) };
  } catch {
    return null;
  }
}

function checkSettings(typed: Readonly<Record<string, unknown>>): [Finding, Settings | null] {
  const { context } = JSON.parse(readFileSync(new URL('../cdk.json', import.meta.url), 'utf8'));
  try {
    const settings = readSettings({ tryGetContext: (name: string) => typed[name] ?? context[name] });
    const { stage } = settings;
    return [
      { verdict: 'good', found: { zh: `设置可用，阶段 ${stage}`, en: `the settings fit, stage ${stage}` } },
      settings,
    ];
  } catch (fault) {
    const { message } = fault as Error;
    const todo = { zh: '改正后再部署', en: 'correct them before deploying' };
    return [{ verdict: 'bad', found: { zh: `设置有误：${message}`, en: message }, todo }, null];
  }
}

const ownKeys: Text = {
  zh: '网关取不到它的密钥，创建授权方时会失败：请换用公网可达、公共机构签发证书的地址，或以 -c tokenKeys=… 给出密钥，改由函数核验令牌',
  en: 'the gateway could not fetch its keys and would fail to be created: give it an address of the internet with a public certificate, or give the keys by -c tokenKeys=…, so that a function checks the tokens',
};

async function checkIssuer(issuer: string, world: PreflightWorld): Promise<Finding> {
  const bad = (zh: string, en: string, todo = ownKeys): Finding => {
    return { verdict: 'bad', found: { zh: `签发者 ${issuer}：${zh}`, en: `issuer ${issuer}: ${en}` }, todo };
  };
  if (!URL.canParse(issuer) || !issuer.startsWith('https://')) return bad('不是 https 地址', 'is no https address');
  try {
    if (!(await world.isOnInternet(new URL(issuer).hostname))) return bad('不在公网上', 'is not on the internet');
    const configuration = await readJson(
      `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`,
      world.authorities,
    );
    const { issuer: own, jwks_uri: address } = configuration as { issuer?: string; jwks_uri?: string };
    if (own !== issuer)
      return bad(`自称 ${own}`, `calls itself ${own}`, {
        zh: 'TokenIssuer 须与它的自称一字不差，包括末尾的 /',
        en: 'TokenIssuer has to be what it calls itself, to the letter, a / at the end included',
      });
    if (!address?.startsWith('https://')) return bad('没有给出密钥的 https 地址', 'names no https address of its keys');
    const keys = await readJson(address, world.authorities);
    if (!hasKey(keys, ['RS256']))
      return bad('没有 RS256 密钥，网关只认 RSA', 'has no key of RS256, and the gateway takes RSA only');
    return { verdict: 'good', found: { zh: `签发者 ${issuer} 可用`, en: `the issuer ${issuer} can be used` } };
  } catch (fault) {
    const [zh, en] = reasonOf(fault);
    return bad(zh, en);
  }
}

/** The function may stand in a network that this machine is not in. */
async function checkTokenKeys(source: string, authorities: string | undefined): Promise<Finding> {
  const fine = { zh: '令牌由函数核验，密钥可用', en: 'a function checks tokens, and its keys can be used' };
  if (!source.startsWith('https://')) return { verdict: 'good', found: fine };
  try {
    if (hasKey(await readJson(source, authorities), ['RS256', 'ES256'])) return { verdict: 'good', found: fine };
    const found = { zh: `${source} 没有 RS256 或 ES256 密钥`, en: `${source} has no key of RS256 or ES256` };
    return { verdict: 'bad', found, todo: { zh: '请在签发者处启用其一', en: 'let the issuer use one of them' } };
  } catch (fault) {
    const [zh, en] = reasonOf(fault);
    const found = { zh: `密钥地址 ${source}：${zh}`, en: `keys at ${source}: ${en}` };
    const todo = {
      zh: '本机取不到，未能检查：请确认函数所在子网（subnets）能访问它，并以 tokenKeyAuthorities 给出其证书机构',
      en: 'this machine could not look at them: make sure that the functions reach them from their subnets, and give their authority by tokenKeyAuthorities',
    };
    return { verdict: 'unknown', found, todo };
  }
}

function hasKey(set: unknown, algorithms: readonly string[]): boolean {
  const { keys } = set as { keys?: { kty?: string; kid?: string; alg?: string; use?: string; crv?: string }[] };
  const algorithmOf = ({ kty, crv, alg }: { kty?: string; crv?: string; alg?: string }) =>
    alg ?? (kty === 'RSA' ? 'RS256' : crv === 'P-256' ? 'ES256' : '');
  return (keys ?? []).some((key) => key.kid && (key.use ?? 'sig') === 'sig' && algorithms.includes(algorithmOf(key)));
}

/** Throws what the connection throws, or an error that says what was answered instead. */
function readJson(address: string, ca: string | undefined): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const signal = AbortSignal.timeout(answerMillisecondsMax);
    const asked = request(address, { signal, ...(ca && { ca }) }, async (answer) => {
      try {
        let body = '';
        for await (const piece of answer.setEncoding('utf8')) body += piece;
        if (answer.statusCode !== 200) throw new Error(`HTTP ${answer.statusCode}`);
        resolve(JSON.parse(body));
      } catch (fault) {
        reject(fault);
      }
    });
    asked.on('error', reject);
    asked.end();
  });
}

function reasonOf(fault: unknown): [zh: string, en: string] {
  const { code, message } = fault as NodeJS.ErrnoException;
  if (/CERT|SIGNATURE|ISSUER/.test(code ?? ''))
    return [
      `证书不是公共机构签发的，或与名称不符（${code}）`,
      `its certificate is not a public one, or of another name (${code})`,
    ];
  return [`无法读取（${code ?? message}）`, `could not be read (${code ?? message})`];
}

const ownWorld: PreflightWorld = {
  environment: process.env,
  print: (line) => process.stdout.write(line),
  isOnInternet: async (name) => (await lookup(name, { all: true })).every(({ address }) => isPublicAddress(address)),
  account: ownAccount,
};

if (import.meta.main) process.exitCode = await preflight(process.argv.slice(2), ownWorld);
