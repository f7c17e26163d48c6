import '../support/quiet.ts';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { SourceMap } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { functions, optionalFunctions } from '../../functions/deployment.ts';
import { bundleFunctions, type DeployableName } from '../../infra/bundle.ts';
import { servePublic } from '../functions/public-request.ts';
import { bundleInputs, bundleSize } from '../support/bundle-size.ts';

const folder = mkdtempSync(join(tmpdir(), 'kaohe-bundles-'));
afterAll(() => rmSync(folder, { recursive: true }));

const bundles = await bundleFunctions(folder);
const names = Object.keys({ ...functions, ...optionalFunctions }) as DeployableName[];
const root = join(import.meta.dirname, '../..');
const consoleFolder = join(folder, 'open-door', 'console');

/**
 * Most kilobytes of each bundle: of what a cold start reads, and of all its code. Both grow with the product; whoever
 * raises one has looked at what came in.
 */
const bounds: Readonly<Record<DeployableName, readonly [atStart: number, inAll: number]>> = {
  'open-door': [132, 204],
  'book-writes': [384, 487],
  reads: [406, 719],
  evidence: [370, 762],
  imports: [382, 1132],
  'work-imports': [250, 339],
  finalization: [370, 1003],
  finalize: [286, 718],
  administration: [375, 531],
  webhooks: [357, 616],
  'deliver-webhooks': [243, 446],
  'wake-webhooks': [228, 417],
  recalculate: [241, 340],
  publish: [278, 515],
  'register-evidence': [242, 620],
  'protect-evidence': [322, 508],
  'rescan-evidence': [243, 632],
  sweep: [291, 878],
  'check-tokens': [27, 50],
};

describe('the bundle', () => {
  it.each(names)('of %s is no larger than it has to be', (name) => {
    const { atStart, filesAtStart, inAll } = bundleSize(bundles[name]);
    const [atStartMax, inAllMax] = bounds[name];
    expect(atStart / 1000, 'KB that a cold start reads').toBeLessThanOrEqual(atStartMax);
    expect(inAll / 1000, 'KB in all').toBeLessThanOrEqual(inAllMax);
    // The handler's own, and one that it shares with what is imported on demand.
    expect(filesAtStart.length, 'files that a cold start reads').toBeLessThanOrEqual(2);
    // A bound that is far off bounds nothing.
    expect(atStart / 1000).toBeGreaterThan(atStartMax * 0.85);
    expect(inAll / 1000).toBeGreaterThan(inAllMax * 0.85);
  });

  it.each(names)('of %s is plain ASCII at the start, and asks nothing of Unicode there', (name) => {
    for (const file of bundleSize(bundles[name]).filesAtStart) {
      const text = readFileSync(join(root, file), 'utf8');
      // One other character, and all of the text takes two bytes each and longer to read.
      expect(text.match(/.{0,20}[^\0-\x7f]/)?.[0]).toBeUndefined();
      // Such a literal is looked up in Unicode's tables when the text around it is read, for most of a millisecond.
      expect(text.match(/.{0,20}(?<!\\)\\p\{/i)?.[0]).toBeUndefined();
    }
  });

  it.each(names)('of %s holds nothing of what only the contract is made of', (name) => {
    const openApi = readFileSync(join(folder, 'open-door', 'openapi.json'), 'utf8');
    // Notations are told to whoever does not keep to them, too, and begin like this.
    const said = new Set(
      [...openApi.matchAll(/"(?:description|summary)":"((?!Must )[ -~]{40})/g)].map(([, text]) => text!),
    );
    expect(said.size).toBeGreaterThan(100);
    const files = readdirSync(join(folder, name)).filter((file) => file.endsWith('.mjs'));
    const text = files.map((file) => readFileSync(join(folder, name, file), 'utf8')).join('\n');
    expect([...said].filter((words) => text.includes(words))).toEqual([]);
  });

  it.each(names)('of %s loads, and holds no story of another function', async (name) => {
    const { handler } = await import(join(folder, name, 'index.mjs'));
    expect(handler).toBeTypeOf('function');
    const others = names.filter((other) => other !== name).map((other) => `functions/${other}/`);
    const foreign = bundleInputs(bundles[name]).inAll.filter((file) => others.some((at) => file.startsWith(at)));
    expect(foreign).toEqual([]);
  });
});

describe('a fault in a bundle', () => {
  it('is logged with its places in the source', () => {
    // Without its environment it can't even begin.
    const program = 'import(process.argv[1]).then(({ handler }) => handler({}, {})).catch(() => undefined)';
    const file = join(folder, 'wake-webhooks', 'index.mjs');
    const { stderr } = spawnSync(process.execPath, ['-e', program, file], { env: {}, encoding: 'utf8' });
    const { places } = JSON.parse(stderr);
    expect(places[0]).toMatch(/functions\/wiring\/environment\.ts:\d+:\d+\)$/);
  });
});

describe('the source map of a bundle', () => {
  it('names the line of the source, whatever was left out above it', () => {
    const source = 'functions/reads/get-changes.ts';
    const lines = readFileSync(join(root, source), 'utf8').split('\n');
    const text = 'endOfUpdates: true as const';
    const [start] = bundleSize(bundles.reads).filesAtStart.filter((file) => !file.endsWith('/index.mjs'));
    const code = readFileSync(join(root, start!), 'utf8');
    const before = code.slice(0, code.indexOf('endOfUpdates:')).split('\n');
    const map = new SourceMap(JSON.parse(readFileSync(join(root, `${start}.map`), 'utf8')));
    const found = map.findEntry(before.length - 1, before.at(-1)!.length);
    expect(found).toMatchObject({ originalSource: expect.stringMatching(new RegExp(`${source}$`)) });
    expect('originalLine' in found && lines[found.originalLine]).toContain(text);
  });
});

/** Functions that hold a package: those whose cold start reads of it, and those that read it on demand only. */
function holdersOf(wanted: string) {
  const holding = (part: 'atStart' | 'inAll') =>
    names.filter((name) =>
      bundleInputs(bundles[name])[part].some((path) => `/${path}`.includes(`/node_modules/${wanted}/`)),
    );
  const atStart = holding('atStart');
  return {
    atStart: atStart.sort(),
    onDemand: holding('inAll')
      .filter((name) => !atStart.includes(name))
      .sort(),
  };
}

describe('packages', () => {
  const sealing: DeployableName[] = ['finalization', 'finalize', 'sweep'];
  const files: DeployableName[] = ['evidence', 'register-evidence', 'rescan-evidence', 'imports'];

  it.each<[string, DeployableName[], DeployableName[]]>([
    // What writes workbooks and lists, where results are exported.
    ['hucre', [], [...sealing, 'reads', 'imports']],
    ['csv-stringify', [], [...sealing, 'reads', 'imports']],
    ['csv-parse', [], ['imports']],
    // What computes cells of tables.
    ['decimal.js', [], [...sealing, 'reads', 'imports']],
    // What looks into files, with the first file.
    ['yauzl', [], files],
    ['saxes', [], files],
    ['file-type', [], files],
    // What holds requests and documents against their schemas, and the events of others.
    [
      'zod',
      [
        'open-door',
        'book-writes',
        'reads',
        'evidence',
        'imports',
        'finalization',
        'administration',
        'protect-evidence',
        'webhooks',
      ],
      [],
    ],
    // What makes the contract, nowhere: it is made at synthesis.
    ['zod-openapi', [], []],
    ['@aws-sdk/client-s3', [], [...files, ...sealing, 'protect-evidence']],
    ['@aws-sdk/client-eventbridge', ['publish'], []],
    ['@aws-sdk/client-sqs', [], ['finalization', 'sweep', 'publish', 'webhooks', 'deliver-webhooks', 'wake-webhooks']],
    ['standardwebhooks', ['deliver-webhooks'], ['webhooks']],
    ['@aws-sdk/client-scheduler', [], ['administration', 'sweep']],
    ['@aws-sdk/client-dynamodb', names.filter((name) => name !== 'open-door' && name !== 'check-tokens'), []],
    // Where else the SDK would look for credentials: Lambda gives them in the environment.
    ['@aws-sdk/nested-clients', [], []],
    // With the first line and the first count, which most invocations do without.
    ['@aws-lambda-powertools/logger', [], names],
    ['@aws-lambda-powertools/commons', [], names],
    // Tools of the local run and of tests.
    // Where a function checks tokens, of which only that one knows.
    ['jose', ['check-tokens'], []],
    ['esbuild', [], []],
  ])('hold %s only where it is used, and read it at the start only where it always is', (name, atStart, onDemand) => {
    expect(holdersOf(name)).toEqual({ atStart: [...atStart].sort(), onDemand: [...onDemand].sort() });
  });

  it('hold no words of zod but the English ones', () => {
    const inputs = names.flatMap((name) => bundleInputs(bundles[name]).inAll);
    const locales = new Set(inputs.filter((path) => path.includes('/locales/')));
    expect([...locales].map((path) => path.split('/').at(-1))).toEqual(['en.js']);
  });
});

describe('the deployed open door', () => {
  it.each([
    ...['/openapi.json', '/asyncapi.json', '/arazzo.json', '/postman.json', '/v1/health'].map((path) => `GET ${path}`),
    ...['PATCH /v1/cycles/2019', 'GET /nowhere'],
  ])('answers %s as the routes do, of which it knows only what was written down', async (routeKey) => {
    const { handler } = await import(join(folder, 'open-door', 'index.mjs'));
    expect(await servePublic(routeKey, {}, handler)).toEqual(await servePublic(routeKey));
  });

  it('shows the docs page, whose scripts and styles it serves, and which it lets have no token for nothing', async () => {
    const { handler } = await import(join(folder, 'open-door', 'index.mjs'));
    const { body } = await servePublic('GET /docs', {}, handler);
    expect(body).toContain('<body data-local="false">');
    expect(body).not.toMatch(/<script(?! type="module" src="\/console\/)|<style|\son\w+=|\sstyle=|\{\{|https?:/);
    const named = [...body.matchAll(/"(\/console\/[^"]+)"/g)].map(([, name]) => name!);
    expect(named.filter((name) => /\/docs-[A-Z0-9]{8}\.(?:js|css)$/.test(name)).length).toBeGreaterThanOrEqual(2);
    for (const name of named) expect(await servePublic(`GET ${name}`, {}, handler)).toMatchObject({ statusCode: 200 });
  });
});

describe('the docs page', () => {
  it('is read with less than 35 KB of scripts and styles, all of which it asks for at once', () => {
    const { named, read, kilobytes } = readBy('docs.html');
    expect([...read].sort()).toEqual([...new Set(named)].sort());
    expect(kilobytes).toBeGreaterThan(10);
    expect(kilobytes).toBeLessThan(35);
  });
});

/** What a page names of the console's files, all that these import at once, and how large it is as it is sent. */
function readBy(page: string, further: readonly string[] = []) {
  const text = readFileSync(join(consoleFolder, page), 'utf8');
  const named = [...text.matchAll(/"\/console\/([^"]+)"/g)].map(([, name]) => name!);
  const entry = [...text.matchAll(/(?:stylesheet" href|script type="module" src)="\/console\/([^"]+)"/g)];
  const read = new Set([...entry.map(([, name]) => name!), ...further]);
  for (const name of read)
    for (const [, imported] of textOf(name).matchAll(/(?:from|import)\s*"\.\/([^"]+)"/g)) read.add(imported!);
  const kilobytes = [...read].reduce((sum, name) => sum + sizeOf(name), 0);
  return { named, read, kilobytes };
}

const sizeOf = (name: string) => statSync(join(consoleFolder, `${name}.gz`)).size / 1000;
const textOf = (name: string) => gunzipSync(readFileSync(join(consoleFolder, `${name}.gz`))).toString();

describe('the console', () => {
  const compressed = readdirSync(consoleFolder).filter((name) => name.endsWith('.gz'));
  const page = readFileSync(join(consoleFolder, 'page.html'), 'utf8');

  it('comes with the open door, under names that change with what is in them', () => {
    const named = [...page.matchAll(/"\/console\/([^"]+)"/g)].map(([, name]) => name!);
    expect(named.filter((name) => /^(?:main-.*\.js|style-.*\.css)$/.test(name)).length).toBeGreaterThanOrEqual(2);
    for (const name of named) expect(compressed).toContain(`${name}.gz`);
    expect(compressed.filter((name) => !/-[A-Z0-9]{8}\.(js|css)(\.LEGAL\.txt)?\.gz$/.test(name))).toEqual([]);
  });

  it('shows its first screen for less than 100 KB', () => {
    const ranking = compressed.find((name) => /^ranking-.*\.js\.gz$/.test(name))!.replace('.gz', '');
    const { named, read, kilobytes } = readBy('page.html', [ranking]);
    // All of it is asked for at once, and nothing else.
    expect([...read].sort()).toEqual([...new Set(named)].sort());
    expect(kilobytes).toBeGreaterThan(15);
    expect(kilobytes).toBeLessThan(100);
  });
});
