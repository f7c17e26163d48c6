import type { Metafile } from 'esbuild';

/** How large a bundle is, in bytes: of what a cold start reads, and of all its code. */
export interface BundleSize {
  readonly atStart: number;
  readonly inAll: number;
}

/** Sizes of a bundle without its source maps. */
export function bundleSize(metafile: Metafile): BundleSize {
  const sum = (paths: Iterable<string>) =>
    [...paths].reduce((bytes, path) => bytes + (metafile.outputs[path]?.bytes ?? 0), 0);
  return { atStart: sum(filesAtStart(metafile)), inAll: sum(Object.keys(metafile.outputs).filter(isCode)) };
}

/** Packages (`zod`) and files of ours (`lib/domain/book.ts`) that are in a bundle, and of these what a cold start reads. */
export function bundleInputs(metafile: Metafile): { atStart: Set<string>; inAll: Set<string> } {
  const inputsOf = (paths: Iterable<string>) =>
    new Set([...paths].flatMap((path) => Object.keys(metafile.outputs[path]?.inputs ?? {})).map(nameOf));
  return { atStart: inputsOf(filesAtStart(metafile)), inAll: inputsOf(Object.keys(metafile.outputs)) };
}

const isCode = (path: string) => path.endsWith('.mjs');

/** The entry and all that it imports statically. */
function filesAtStart({ outputs }: Metafile): Set<string> {
  const read = new Set(Object.keys(outputs).filter((path) => path.endsWith('/index.mjs')));
  for (const path of read)
    for (const { path: imported, kind, external } of outputs[path]!.imports)
      if (kind === 'import-statement' && !external) read.add(imported);
  return read;
}

function nameOf(input: string): string {
  return /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(input)?.[1] ?? input;
}
