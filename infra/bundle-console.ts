import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { type BuildOptions, build, type Metafile } from 'esbuild';
import { consolePage, docsPage } from '../functions/open-door/console-files.ts';

const root = join(import.meta.dirname, '..');

/** How the console and the docs page become files for a browser of the last two years. Names carry a hash of what is in them. */
const options = {
  absWorkingDir: root,
  entryPoints: [
    { in: 'lib/console/main.tsx', out: 'main' },
    { in: 'lib/console/style.css', out: 'style' },
    { in: 'lib/console/docs/main.tsx', out: 'docs' },
    { in: 'lib/console/docs/style.css', out: 'docs' },
  ],
  bundle: true,
  platform: 'browser',
  target: ['chrome120', 'firefox121', 'safari17'],
  format: 'esm',
  minify: true,
  // Every screen, the charts and what writes workbooks is read when it is first needed.
  splitting: true,
  jsx: 'automatic',
  jsxImportSource: 'preact',
  entryNames: '[name]-[hash]',
  chunkNames: '[name]-[hash]',
  legalComments: 'linked',
  logLevel: 'warning',
  metafile: true,
  write: false,
  outdir: 'console',
} as const satisfies BuildOptions;

/** Bundles console and docs page into a folder, which it empties first: every file compressed, as it is sent. */
export async function bundleConsole(folder: string): Promise<Metafile> {
  const { outputFiles, metafile } = await build(options);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const names = outputFiles.map(({ path }) => basename(path));
  const named = (entry: string) =>
    `/console/${names.find((name) => new RegExp(`^${entry.replace('.', '-.*\\.')}$`).test(name))}`;
  const write = async (page: string, template: string, first: RegExp) => {
    const text = await readFile(join(root, template), 'utf8');
    const filled = text.replace('{{preloads}}', preloadsOf(metafile, first));
    await writeFile(
      join(folder, page),
      filled.replace(/\{\{(\w+\.(?:js|css))\}\}/g, (_, entry) => named(entry)),
    );
  };
  await write(consolePage, 'lib/console/page.html', /\/(?:main|ranking)-[^/]*\.js$/);
  await write(docsPage, 'lib/console/docs/page.html', /\/docs-[^/]*\.js$/);
  await Promise.all(
    outputFiles.map(({ path, contents }) => writeFile(join(folder, `${basename(path)}.gz`), gzipSync(contents))),
  );
  return metafile;
}

/** What the first screen is made of, so that a browser need not find it out file by file. */
function preloadsOf({ outputs }: Metafile, first: RegExp): string {
  const wanted = new Set(Object.keys(outputs).filter((path) => first.test(path)));
  for (const path of wanted)
    for (const { path: imported, kind } of outputs[path]!.imports)
      if (kind === 'import-statement') wanted.add(imported);
  const names = [...wanted].map((path) => basename(path));
  return names.map((name) => `<link rel="modulepreload" href="/console/${name}" />`).join('\n    ');
}
