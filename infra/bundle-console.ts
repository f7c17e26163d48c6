import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { type BuildOptions, build, type Metafile } from 'esbuild';
import { consolePage } from '../functions/open-door/console-files.ts';

const root = join(import.meta.dirname, '..');

/** How the console becomes files for a browser of the last two years. Names carry a hash of what is in them. */
const options = {
  absWorkingDir: root,
  entryPoints: ['lib/console/main.tsx', 'lib/console/style.css'],
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

/** Bundles the console into a folder, which it empties first: every file compressed, as it is sent. */
export async function bundleConsole(folder: string): Promise<Metafile> {
  const { outputFiles, metafile } = await build(options);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const names = outputFiles.map(({ path }) => basename(path));
  const template = await readFile(join(root, 'lib/console', consolePage), 'utf8');
  const page = template
    .replace('{{script}}', `/console/${entryNamed(/^main-.*\.js$/, names)}`)
    .replace('{{style}}', `/console/${entryNamed(/^style-.*\.css$/, names)}`)
    .replace('{{preloads}}', preloadsOf(metafile));
  await writeFile(join(folder, consolePage), page);
  await Promise.all(
    outputFiles.map(({ path, contents }) => writeFile(join(folder, `${basename(path)}.gz`), gzipSync(contents))),
  );
  return metafile;
}

/** What the first screen is made of, so that a browser need not find it out file by file. */
function preloadsOf({ outputs }: Metafile): string {
  const wanted = new Set(Object.keys(outputs).filter((path) => /\/(?:main|ranking)-[^/]*\.js$/.test(path)));
  for (const path of wanted)
    for (const { path: imported, kind } of outputs[path]!.imports)
      if (kind === 'import-statement') wanted.add(imported);
  const names = [...wanted].map((path) => basename(path));
  return names.map((name) => `<link rel="modulepreload" href="/console/${name}" />`).join('\n    ');
}

function entryNamed(pattern: RegExp, names: readonly string[]): string {
  return names.find((name) => pattern.test(name))!;
}
