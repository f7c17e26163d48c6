import type { Metafile } from 'esbuild';

/** How large a bundle is, in bytes: of what a cold start reads, in these files, and of all its code. */
export interface BundleSize {
  readonly atStart: number;
  readonly filesAtStart: readonly string[];
  readonly inAll: number;
}

/** Sizes of a bundle without its source maps. */
export function bundleSize(metafile: Metafile): BundleSize {
  const sum = (paths: Iterable<string>) =>
    [...paths].reduce((bytes, path) => bytes + (metafile.outputs[path]?.bytes ?? 0), 0);
  const start = filesAtStart(metafile);
  return {
    atStart: sum(start),
    filesAtStart: [...start],
    inAll: sum(Object.keys(metafile.outputs).filter(isCode)),
  };
}

/** Paths of the files that have something in a bundle, and of these those that a cold start reads. */
export function bundleInputs(metafile: Metafile): { atStart: string[]; inAll: string[] } {
  const inputsOf = (paths: Iterable<string>) =>
    [...paths].flatMap((path) =>
      Object.entries(metafile.outputs[path]?.inputs ?? {}).flatMap(([input, { bytesInOutput }]) =>
        bytesInOutput > 0 ? [input] : [],
      ),
    );
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
