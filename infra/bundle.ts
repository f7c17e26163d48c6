import { readFile, rm } from 'node:fs/promises';
import { dirname, isAbsolute, join, relative } from 'node:path';
import { type BuildOptions, build, type Metafile, type PluginBuild } from 'esbuild';
import { type ESTree, parseSync, Visitor } from 'rolldown/utils';
import { writeContract } from '../functions/contract/contract-files.ts';
import { type FunctionName, functions, optionalFunctions } from '../functions/deployment.ts';
import { contract } from '../functions/routes.ts';
import { bundleConsole } from './bundle-console.ts';

/** How code becomes a bundle. The stack, the bounds in the tests and the benchmark all bundle by these. */
const options = {
  absWorkingDir: join(import.meta.dirname, '..'),
  bundle: true,
  platform: 'node',
  target: 'node24',
  format: 'esm',
  minify: true,
  // What is imported on demand becomes a file of its own, which no cold start reads.
  splitting: true,
  outExtension: { '.js': '.mjs' },
  mainFields: ['module', 'main'],
  // Expressions over Unicode's classes of characters are made when they are used: literals would be read with the start.
  supported: { 'regexp-sticky-and-unicode-flags': false },
  // Dependencies in CommonJS ask for Node's own modules through `require`, which an ES module lacks.
  banner: {
    js: "import { createRequire as requireFrom } from 'node:module';const require = requireFrom(import.meta.url);",
  },
  sourcemap: true,
  sourcesContent: false,
  legalComments: 'external',
  logLevel: 'warning',
  metafile: true,
  plugins: [
    { name: 'own-credentials', setup: takeCredentialsFromEnvironment },
    { name: 'plain-sdk', setup: writePlainly },
    { name: 'start-in-one-file', setup: keepStartTogether },
    { name: 'no-contract', setup: leaveOutContract },
  ],
  // Most of what is imported on demand has no default export, and is asked for one below.
  logOverride: { 'import-is-undefined': 'silent' },
} as const satisfies BuildOptions;

/** Writes plainly what a bundler does not see through in the SDK; the same for all bundles. */
function writePlainly({ onLoad, resolve }: PluginBuild): void {
  onLoad({ filter: /@(?:aws-sdk|smithy).[\w-]+.dist-es.*\.js$/, namespace: 'file' }, async ({ path }) => {
    const contents =
      plain.get(path) ?? (await withoutLists(withPlainKeys(await readFile(path, 'utf8')), path, resolve));
    plain.set(path, contents);
    return { contents };
  });
}

const plain = new Map<string, string>();

/**
 * The SDK writes keys of its schemas as constants: `{ [_h]: … }`. No bundler sees that these have no effects, so that every
 * operation of a service would come along with the few that we call: of S3 a third of the client.
 */
function withPlainKeys(source: string): string {
  const names = new Map([...source.matchAll(/^const (\w+) = ("\w*");$/gm)].map(([, name, text]) => [name, text]));
  return source.replace(/\[(\w+)\]:/g, (key, name: string) => (names.has(name) ? `${names.get(name)}:` : key));
}

/**
 * The SDK imports from lists of all that a part of it has to give. Whoever takes one thing of a list reaches every file on
 * it, so that a start would read what only a client on demand needs of these: 43 KB where that is the one of the buckets.
 * So each thing is imported from the file that makes it, and a list that makes things itself lists nothing else.
 */
async function withoutLists(source: string, path: string, resolve: PluginBuild['resolve']): Promise<string> {
  let plainly = source;
  for (const { statement, names, from } of statementsOf('import', source)) {
    const imports = names.map(async ([name, own]) => {
      const [made, file] = await makerOf(name, from, path, resolve);
      return `import { ${made} as ${own} } from ${JSON.stringify(file)};`;
    });
    plainly = plainly.replace(statement, (await Promise.all(imports)).join(' '));
  }
  if (/\/submodules\/.+\/index\.js$/.test(path))
    for (const { statement } of statementsOf('export', source)) plainly = plainly.replace(statement, '');
  return plainly;
}

/** The name and the file under which something is made that is imported under a name, maybe from a list. */
async function makerOf(
  name: string,
  from: string,
  importer: string,
  resolve: PluginBuild['resolve'],
): Promise<readonly [name: string, file: string]> {
  const resolveDir = dirname(importer);
  const { path } = await resolve(from, { importer, resolveDir, kind: 'import-statement', namespace: 'file' });
  if (!isAbsolute(path)) return [name, from];
  for (const listed of statementsOf('export', await readFile(path, 'utf8')))
    for (const [made, given] of listed.names) if (given === name) return makerOf(made, listed.from, path, resolve);
  return [name, path];
}

/** `import { name as own } from "…";`, or `export` so. */
function statementsOf(word: 'import' | 'export', source: string) {
  const statements = source.matchAll(new RegExp(`^${word} \\{([^}]+)\\} from "([^"]+)";$`, 'gm'));
  return [...statements].map(([statement, list, from]) => {
    const names = list!.split(',').flatMap((each) => (each.trim() ? [each.trim().split(' as ')] : []));
    return { statement, from: from!, names: names.map(([name, own = name]) => [name!, own!] as const) };
  });
}

/**
 * Lambda gives a function its credentials in the environment. Of everywhere else where the SDK would look for some, a start
 * would read what its clients for these places share with our own: a tenth of what it reads.
 */
function takeCredentialsFromEnvironment({ onLoad }: PluginBuild): void {
  onLoad({ filter: /@aws-sdk.credential-provider-node.dist-es.defaultProvider\.js$/ }, () => {
    return { contents: "export { fromEnv as defaultProvider } from '@aws-sdk/credential-provider-env';" };
  });
}

/**
 * Where something on demand shares code with the start, the bundler cuts this out of it: into up to twenty files, each of
 * which costs a cold start about half a millisecond. So all that is imported on demand imports the handler, too, which has
 * been there long before: then it shares the start as a whole, and there is nothing to cut.
 */
function keepStartTogether({ initialOptions, onResolve, onLoad, resolve }: PluginBuild): void {
  const [handler] = initialOptions.entryPoints as { in: string }[];
  const resolveDir = options.absWorkingDir;
  onResolve({ filter: /./ }, async ({ path, kind, with: attributes, ...from }) => {
    if (kind !== 'dynamic-import') return undefined;
    const found = await resolve(path, { ...from, kind: 'import-statement', with: attributes });
    if (found.external || found.errors.length > 0) return found;
    return { path: relative(resolveDir, found.path), namespace: 'on-demand', pluginData: attributes };
  });
  onLoad({ filter: /./, namespace: 'on-demand' }, ({ path, pluginData: attributes }) => {
    const wanted = `${JSON.stringify(`./${path}`)} with ${JSON.stringify(attributes)}`;
    const contents = `
      export { handler } from ${JSON.stringify(`./${handler!.in}`)};
      export * from ${wanted};
      import * as all from ${wanted};
      export default all.default;`;
    return { contents, resolveDir };
  });
}

/**
 * The contract is made when the stack is, and serving asks for none of it: what describes a route, the shapes of replies, the
 * names of schemas and the words about them. They are blanked where they stand, so that all else keeps its line in the
 * source. What the edge reads of a route leaves them out, too, so that nothing that asks for them compiles.
 */
function leaveOutContract({ onLoad }: PluginBuild): void {
  const own = new RegExp(`^${options.absWorkingDir}/(?:functions|lib)/.*\\.ts$`);
  onLoad({ filter: own, namespace: 'file' }, async ({ path }) => {
    const source = await readFile(path, 'utf8');
    const contents = describedIn(path, source).reduce(
      (text, [start, end]) => text.slice(0, start) + text.slice(start, end).replaceAll(/\S/g, ' ') + text.slice(end),
      source,
    );
    // So a schema that nothing but a reply held is one that nobody asks for.
    return { contents: contents.replaceAll(/(?<== )named\(/g, '/* @__PURE__ */ named('), loader: 'ts' };
  });
}

/** From where to where stands in a file what only the contract is made of. */
function describedIn(path: string, source: string): readonly (readonly [start: number, end: number])[] {
  const described: [start: number, end: number][] = [];
  const textOf = ({ start, end }: ESTree.Span) => source.slice(start, end);
  const visitor = new Visitor({
    TSSatisfiesExpression({ expression, typeAnnotation }) {
      if (textOf(typeAnnotation) !== 'Route' || expression.type !== 'TSAsExpression') return;
      const route = propertiesOf(expression.expression);
      const reply = route.get('reply');
      const said = [route.get('summary'), route.get('refusals')];
      const shapes = reply ? ['schema', 'again', 'later'].map((name) => propertiesOf(reply.value).get(name)) : [];
      for (const property of [...said, ...shapes])
        if (property) described.push([property.start, property.end + (source[property.end] === ',' ? 1 : 0)]);
    },
    CallExpression({ callee, arguments: given, end }) {
      const isMeta = callee.type === 'MemberExpression' && textOf(callee.property) === 'meta' && given.length > 0;
      if (isMeta) described.push([callee.object.end, end]);
    },
  });
  visitor.visit(parseSync(path, source).program);
  return described;
}

function propertiesOf(value: ESTree.Expression): ReadonlyMap<string, ESTree.ObjectProperty> {
  const properties = value.type === 'ObjectExpression' ? value.properties : [];
  const named = properties.flatMap((each) =>
    each.type === 'Property' && each.key.type === 'Identifier' ? [[each.key.name, each] as const] : [],
  );
  return new Map(named);
}

/** Of a function that is deployed everywhere, or where an installation chooses so. */
export type DeployableName = FunctionName | keyof typeof optionalFunctions;

/**
 * Bundles a file of the project into a folder, which it empties first: `index.mjs`, and beside it what that shares with
 * what it imports on demand. Nothing is left to the runtime: the tested version of the SDK is deployed, not the one that
 * Lambda happens to hold. Gives what went into which file.
 */
export async function bundle(entry: string, folder: string): Promise<Metafile> {
  await rm(folder, { recursive: true, force: true });
  return (await build({ ...options, entryPoints: [{ in: entry, out: 'index' }], outdir: folder })).metafile;
}

/**
 * Bundles every deployed function into a folder of its name, and makes the contract that the open door shows, so that
 * it need not know the routes of all others, and the console that it serves. Gives what went into each bundle.
 */
export async function bundleFunctions(folder: string): Promise<Readonly<Record<DeployableName, Metafile>>> {
  const bundled = await Promise.all(
    Object.entries({ ...functions, ...optionalFunctions }).map(
      async ([name, { entry }]) => [name, await bundle(entry, join(folder, name))] as const,
    ),
  );
  await bundleConsole(join(folder, 'open-door', 'console'));
  await writeContract(join(folder, 'open-door'), contract());
  return Object.fromEntries(bundled) as Record<DeployableName, Metafile>;
}
