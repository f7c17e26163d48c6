import { describe, expect, it } from 'vitest';
import { functions, optionalFunctions } from '../functions/deployment.ts';
import { refusals } from '../lib/domain/rejection.ts';
import { ruleKinds } from '../lib/domain/rules/index.ts';
import {
  functionSizes,
  longestChains,
  projectText,
  type SourceFile,
  sourceFiles,
  undocumentedExports,
} from './support/source-files.ts';

const deployable = { ...functions, ...optionalFunctions };
const files = sourceFiles();
const paths = files.map(({ path }) => path);
const within = (folder: string) => files.filter(({ path }) => path.startsWith(`${folder}/`));

/** Rooms of `functions/` whose files stories share. Every other folder is a deployed function. */
const rooms = ['contract', 'protocols', 'http', 'triggers', 'telemetry', 'wiring'];

/** The folder of a file of `functions/`; `null` for the two tables, and for files elsewhere. */
const folderOf = (path: string) => /^functions\/([^/]+)\//.exec(path)?.[1] ?? null;
const isOfDeployed = (path: string) => ![null, ...rooms].includes(folderOf(path));
const isStory = (path: string) => isOfDeployed(path) && !/\/(?:handler|stories)\.ts$/.test(path);
const stories = files.filter(({ path }) => isStory(path));

/** Each layer and the layers that it may import: events ← domain ← stores ← adapters ← functions ← infra. */
const layers: Record<string, readonly string[]> = {
  events: ['events'],
  'lib/domain': ['events', 'lib/domain'],
  'lib/schemes': ['lib/domain', 'lib/schemes'],
  'lib/exports': ['lib/domain', 'lib/exports'],
  'lib/inspection': ['lib/domain', 'lib/inspection'],
  'lib/stores': ['lib/domain', 'lib/stores'],
  'lib/adapters': ['events', 'lib/domain', 'lib/stores', 'lib/adapters'],
  // In a browser, and in portals, runs nothing of what runs behind the API.
  'lib/console': ['lib/client', 'lib/console'],
  'lib/client': ['lib/client'],
  // Its entry, `infra/kaohe.mjs`, hands one verb on to the verifier, and another to `infra/methods`.
  'lib/terminal': ['lib/client', 'lib/terminal'],
  // The verifier shares no code with what it verifies.
  'lib/verifier': ['lib/verifier'],
  functions: [
    'events',
    'lib/domain',
    'lib/schemes',
    'lib/exports',
    'lib/inspection',
    'lib/stores',
    'lib/adapters',
    'functions',
  ],
  // Stores and files come with the functions' own wiring; the console is bundled as for the stack.
  'infra/local': ['events', 'lib/domain', 'lib/client', 'lib/terminal', 'functions', 'infra/local', 'infra'],
  // Methods are checked by the rules themselves, and told in the words in which the API would refuse them.
  'infra/methods': ['lib/domain', 'lib/client', 'lib/terminal', 'functions', 'infra/methods'],
  // What a function and the stack must know alike is written once: names, and which addresses are of the internet.
  infra: ['functions', 'lib/domain', 'lib/adapters', 'infra'],
};

/** The layer of a file: the longest folder that is one. */
function layerOf(path: string): string {
  const names = Object.keys(layers).filter((name) => path.startsWith(`${name}/`));
  return names.sort((a, b) => b.length - a.length)[0] ?? `no layer: ${path}`;
}

describe('kinds of rules', () => {
  it('are named nowhere but in their own files and in the verifier', () => {
    const outside = files.filter(({ path }) => !/^lib\/(domain\/rules|verifier)\//.test(path));
    expect(ruleKinds).toContain('proportional');
    const named = new RegExp(`['"\`](${ruleKinds.join('|')})['"\`]`);
    expect(outside.flatMap(({ path, code }) => (named.test(code) ? [path] : []))).toEqual([]);
  });
});

describe('imports', () => {
  it('have something to look at', () => {
    for (const layer of Object.keys(layers))
      expect(
        paths.some((path) => layerOf(path) === layer),
        layer,
      ).toBe(true);
  });

  it('go from each layer to itself and the layers below it only', () => {
    const wrong = files.flatMap(({ path, imports }) =>
      imports
        .filter((target) => !layers[layerOf(path)]?.includes(layerOf(target)))
        .map((target) => `${path} → ${target}`),
    );
    expect(wrong).toEqual([]);
  });

  it('lead to files that are there', () => {
    const missing = files.flatMap(({ path, imports }) =>
      imports
        .filter((target) => target.endsWith('.ts') && !target.endsWith('.d.ts') && !paths.includes(target))
        .map((target) => `${path} → ${target}`),
    );
    expect(missing).toEqual([]);
  });

  it('of the stack take the tables of functions and routes and what shows them, nothing that runs', () => {
    const tables = [
      'functions/deployment.ts',
      'functions/routes.ts',
      'functions/contract/route.ts',
      'functions/contract/cross-origin.ts',
      'functions/triggers/trigger.ts',
      'functions/contract/contract-files.ts',
      'functions/open-door/console-files.ts',
    ];
    const taken = files.filter(({ path }) => layerOf(path) === 'infra').flatMap(({ imports }) => imports);
    expect(taken.filter((target) => target.startsWith('functions/') && !tables.includes(target))).toEqual([]);
  });

  it('of a story never name the AWS SDK, an adapter, the wiring, or another story', () => {
    expect(stories.length).toBeGreaterThan(30);
    const hidden = /^(?:lib\/adapters\/|functions\/wiring\/)/;
    const wrong = stories.flatMap(({ path, imports, packages }) => [
      ...packages.filter((name) => name.startsWith('@aws-sdk/')).map((name) => `${path} → ${name}`),
      ...imports.filter((target) => isStory(target) || hidden.test(target)).map((target) => `${path} → ${target}`),
    ]);
    expect(wrong).toEqual([]);
  });

  it('of the rooms of functions go from each to itself and to those below it only', () => {
    const below: Record<string, readonly string[]> = {
      telemetry: [],
      contract: [],
      protocols: ['telemetry', 'contract'],
      http: ['telemetry', 'contract', 'protocols'],
      triggers: ['telemetry'],
      wiring: ['telemetry', 'protocols'],
    };
    expect(Object.keys(below).sort()).toEqual([...rooms].sort());
    const wrong = files.flatMap(({ path, imports }) => {
      const room = folderOf(path);
      if (room === null || !rooms.includes(room)) return [];
      const allowed = [room, ...below[room]!];
      return imports
        .filter((target) => folderOf(target) !== null && !allowed.includes(folderOf(target)!))
        .map((target) => `${path} → ${target}`);
    });
    expect(wrong).toEqual([]);
  });

  it('of functions name adapters in the wiring, in handlers and where triggers are read, nowhere else', () => {
    const wrong = within('functions').flatMap(({ path, imports }) =>
      imports
        .filter((target) => target.startsWith('lib/adapters/'))
        .filter(() => !/^functions\/(?:wiring|triggers)\/|\/handler\.ts$/.test(path))
        .map((target) => `${path} → ${target}`),
    );
    expect(wrong).toEqual([]);
  });

  it('of the wiring are made by handlers only, and by the local run', () => {
    const wrong = files.flatMap(({ path, imports }) =>
      imports
        .filter((target) => folderOf(target) === 'wiring')
        .filter(() => folderOf(path) !== 'wiring' && !/\/handler\.ts$|^infra\/local\//.test(path))
        .map((target) => `${path} → ${target}`),
    );
    expect(wrong).toEqual([]);
  });

  it('of zod are of its namespace: a name out of it brings every language of its messages along', () => {
    const ways = files.flatMap(({ path, code }) =>
      [...code.matchAll(/\bimport\s+([^']+?)\s+from\s+'zod(?:\/[^']*)?'/g)].map(([, taken]) => `${path}: ${taken}`),
    );
    expect(ways.length).toBeGreaterThan(20);
    expect(ways.filter((way) => !/: (?:type )?\* as z$/.test(way))).toEqual([]);
  });

  it('of a room of the local run never lead to another one', () => {
    const roomOf = (path: string) => /^infra\/local\/([a-z]+)\//.exec(path)?.[1];
    const rooms = new Set(paths.flatMap((path) => roomOf(path) ?? []));
    expect([...rooms].sort()).toEqual(['database', 'demo', 'files', 'gateway', 'streams']);
    const wrong = files.flatMap(({ path, imports }) => {
      const room = roomOf(path);
      const others = imports.filter((target) => room && roomOf(target) && roomOf(target) !== room);
      return others.map((target) => `${path} → ${target}`);
    });
    expect(wrong).toEqual([]);
  });

  it('of the verifier are its own only, and it is handed to by the terminal’s entry and nobody else', () => {
    const wrong = files.filter(
      ({ path, imports }) =>
        layerOf(path) !== 'lib/verifier' && imports.some((target) => target.startsWith('lib/verifier/')),
    );
    expect(wrong.map(({ path }) => path)).toEqual([]);
    const entry = projectText('infra/kaohe.mjs');
    expect([...entry.matchAll(/\bimport\(?\s*'\.\.\/(lib\/[^']+)'/g)].map(([, path]) => path)).toEqual([
      'lib/verifier/kaohe.ts',
      'lib/terminal/kaohe.ts',
    ]);
  });

  it('of the client name one package, and nothing of Node', () => {
    const own = within('lib/client').filter(({ path }) => !path.startsWith('lib/client/examples/'));
    expect([...new Set(own.flatMap(({ packages }) => packages))]).toEqual(['openapi-fetch']);
  });

  it('of the domain name two packages', () => {
    const named = new Set(within('lib/domain').flatMap(({ packages }) => packages));
    expect([...named].sort()).toEqual(['node:crypto', 'zod']);
  });
});

describe('chains of imports', () => {
  it('from what is deployed are at most 16 files long, types included', () => {
    const chains = longestChains(files);
    const deployed = within('functions').filter(({ path }) => /\/handler\.ts$/.test(path));
    expect(deployed.length).toBe(Object.keys(deployable).length);
    const long = deployed.flatMap(({ path }) => (chains.get(path)!.length > 16 ? [chains.get(path)] : []));
    expect(long).toEqual([]);
  });

  it('are the longest there are, and take what imports each other for one', () => {
    const file = (path: string, ...imports: string[]) => ({ path, imports, lines: [], code: '', packages: [] });
    const chains = longestChains([
      file('a', 'b', 'c'),
      file('b', 'c'),
      file('c', 'd'),
      file('d', 'e'),
      file('e', 'd', 'f'),
      file('f'),
    ]);
    expect(['a', 'b', 'c', 'd', 'e', 'f'].map((path) => chains.get(path)!.length)).toEqual([5, 4, 3, 2, 2, 1]);
    expect(chains.get('a')).toEqual(['a', 'b', 'c', 'd', 'f']);
  });
});

/** What a pure and synchronous domain does without. */
const impure: Record<string, RegExp> = {
  'the clock': /\bDate\.now\b|\bnew Date\(\s*\)|\bDate\(\s*\)|\bperformance\b|\bTemporal\.Now\b/,
  chance: /\bMath\.random\b|\brandom(?:UUID|Bytes|Int)\b|\bgetRandomValues\b/,
  'the environment': /\bprocess\b\s*[.[]|\bglobalThis\b|\bimport\.meta\b/,
  waiting: /\basync\b|\bawait\b|\.then\(|\bset(?:Timeout|Interval|Immediate)\b|\bqueueMicrotask\b/,
  'the network': /\bfetch\(/,
  HTTP: /\/v1\/|\/problems\/|\b(?:GET|PUT|POST|PATCH|DELETE) |[pP]ointer|\bIdempotency-Key\b|\bIf-Match\b|\b(?:4[0-3]\d|50\d)\b/,
};

/** Places in files where a pattern occurs. */
function occurrences(of: readonly SourceFile[], pattern: RegExp): string[] {
  return of.flatMap(({ path, code }) => {
    const found = pattern.exec(code)?.[0];
    return found ? [`${path}: ${found}`] : [];
  });
}

describe('the domain', () => {
  it.each(Object.keys(impure))('does without %s', (what) => {
    expect(occurrences(within('lib/domain'), impure[what]!)).toEqual([]);
  });

  it.each([
    ['the clock', 'const now = Date.now();', 'const day = new Date(receivedAt);'],
    ['the clock', 'at: new Date().toISOString()', 'Date.parse(text)'],
    ['chance', 'Math.random() * 10', 'Math.floor(2)'],
    ['the environment', "process.env['TABLE']", 'const processed = 1;'],
    ['waiting', 'await books.load(id)', 'load(id: string): Promise<Book>;'],
    ['HTTP', 'const list = `/v1/cycles`;', "const path = ['claims', index, 'value'];"],
    ['HTTP', "en: 'GET the scheme'", "en: 'The target can be got.'"],
    ['HTTP', 'readonly pointer: string;', 'readonly path: Path;'],
    ['HTTP', "zh: '请用新的 Idempotency-Key'", "'state-conflict'"],
    ['HTTP', 'return { status: 409 };', 'z.int().max(4000)'],
  ])('would be caught with %s', (what, refused, allowed) => {
    expect(refused).toMatch(impure[what]!);
    expect(allowed).not.toMatch(impure[what]!);
  });
});

describe('lines of the log', () => {
  it('are waited for: an invocation that ends before one is written loses it', () => {
    const written = /(await |return |=> )?\blog\.(?:info|warn|fault)\(/g;
    const lines = within('functions').flatMap(({ path, code }) =>
      [...code.matchAll(written)].map(([, waited]) => ({ path, isWaitedFor: waited !== undefined })),
    );
    expect(lines.length).toBeGreaterThan(20);
    expect(lines.filter(({ isWaitedFor }) => !isWaitedFor)).toEqual([]);
  });
});

describe('refusals of the domain', () => {
  it('are those that rules speak, and no others', () => {
    const others = within('lib/domain').filter(({ path }) => path !== 'lib/domain/rejection.ts');
    const unspoken = refusals.filter((name) => !others.some(({ code }) => code.includes(`'${name}'`)));
    expect(refusals.length).toBeGreaterThan(10);
    expect(unspoken).toEqual([]);
  });
});

describe('sizes', () => {
  it('no file has more than 250 lines', () => {
    expect(files.filter(({ lines }) => lines.length > 250).map(({ path }) => path)).toEqual([]);
  });

  it('no function has more than 60 lines', () => {
    const sizes = files.flatMap(functionSizes);
    expect(sizes.length).toBeGreaterThan(500);
    expect(sizes.filter(({ lines }) => lines > 60)).toEqual([]);
  });

  it('are measured from the line that opens a function to the one that closes it', () => {
    const lines = [
      'export function one({',
      '  a,',
      '}: Props): void {',
      '  for (const b of a) {',
      '  }',
      '}',
      'class Two {',
      '  async three(',
      '    four: number,',
      '  ): Promise<void> {',
      '  }',
      '  get five() {',
      '  }',
      '}',
      'const six = (x: number) => {',
      '};',
      'call(',
      '  seven,',
      ');',
      'if (eight) {',
      '}',
    ];
    expect(functionSizes({ path: 'x', lines })).toEqual([
      { at: 'x:1', lines: 6 },
      { at: 'x:8', lines: 4 },
      { at: 'x:12', lines: 2 },
      { at: 'x:15', lines: 2 },
    ]);
  });
});

describe('files', () => {
  it('are named after what they hold, never after a drawer', () => {
    const drawers = /(?:^|\/|-)(?:utils?|helpers?|common|managers?|services?|misc)(?:\.ts|\/)|(?:^|\/)types\.ts/;
    expect(paths.filter((path) => drawers.test(path))).toEqual([]);
    for (const path of ['lib/utils.ts', 'lib/common/x.ts', 'functions/book-service.ts', 'lib/types.ts'])
      expect(path).toMatch(drawers);
    for (const path of ['infra/service-function.ts', 'lib/prototypes.ts']) expect(path).not.toMatch(drawers);
  });

  it('have kebab-case names', () => {
    expect(
      paths.filter((path) => !/^(?:[a-z0-9]+(?:-[a-z0-9]+)*\/)*[a-z0-9]+(?:-[a-z0-9]+)*\.tsx?$/.test(path)),
    ).toEqual([]);
  });

  it('are all in use: imported by another, an example, or an entry that is named in a table or a script', () => {
    const imported = new Set(files.flatMap(({ imports }) => imports));
    const entries = new Set<string>(Object.values(deployable).map(({ entry }) => entry));
    const scripts = `${projectText('package.json')} ${projectText('cdk.json')} ${projectText('infra/bundle-console.ts')} ${projectText('infra/kaohe.mjs')}`;
    const isUsed = ({ path }: SourceFile) => imported.has(path) || entries.has(path) || scripts.includes(path);
    const examples = projectText('test/e2e/client-examples.test.ts');
    const isRun = ({ path }: SourceFile) =>
      path.startsWith('lib/client/examples/') && examples.includes(`'${path.split('/').at(-1)}'`);
    const orphans = files.filter((file) => !isUsed(file) && !isRun(file));
    expect(orphans.map(({ path }) => path)).toEqual([]);
  });

  it('make a folder of each deployed function, with its handler', () => {
    const folders = new Set(within('functions').flatMap(({ path }) => folderOf(path) ?? []));
    expect([...folders].sort()).toEqual([...Object.keys(deployable), ...rooms].sort());
    for (const [name, { entry }] of Object.entries(deployable)) expect(entry).toBe(`functions/${name}/handler.ts`);
  });
});

describe('exports', () => {
  it('of lib and events say what they promise', () => {
    expect([...within('lib'), ...within('events')].flatMap(undocumentedExports)).toEqual([]);
  });

  it('without a docstring would be found', () => {
    const lines = [
      '/** Documented. */',
      'export const one = 1;',
      '',
      'export async function two() {}',
      "export { three } from './three.ts';",
    ];
    expect(undocumentedExports({ path: 'x', lines })).toEqual(['x:4']);
  });
});
