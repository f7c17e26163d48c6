import { readFileSync } from 'node:fs';
import { SourceMap } from 'node:module';
import { fileURLToPath } from 'node:url';

/**
 * The places that a stack names, innermost first: in our source, where a source map lies beside the code. Maps are read
 * here, when something has failed, since Node would read them at each cold start [T 73].
 */
export function placesInSource(stack: string): string[] {
  const maps = new Map<string, SourceMap | null>();
  const frames = stack.split('\n').filter((line) => /^\s+at /.test(line));
  return frames.map((frame) =>
    frame.trim().replace(/(file:\/\/\/[^\s()]+):(\d+):(\d+)/, (place, file: string, line: string, column: string) => {
      if (!maps.has(file)) maps.set(file, mapOf(file));
      const origin = maps.get(file)?.findOrigin(Number(line), Number(column));
      if (!origin || !('fileName' in origin)) return place;
      // As the map says it, the file is seen from where the bundle was made.
      return `${origin.fileName.replace(/^(?:\.\.\/)+/, '')}:${origin.lineNumber}:${origin.columnNumber}`;
    }),
  );
}

/** `null` where there is none: whoever tells of a fault must not fail for want of it. */
function mapOf(file: string): SourceMap | null {
  try {
    return new SourceMap(JSON.parse(readFileSync(`${fileURLToPath(file)}.map`, 'utf8')));
  } catch {
    return null;
  }
}
