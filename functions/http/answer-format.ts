import { fileMediaTypes } from '../contract/schemas.ts';

/** The name of a format that is a file. */
export type FileFormat = keyof typeof fileMediaTypes;

const QUALITY = /^(?:0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?)$/;
const jsonTypes = ['application/json', 'application/*', '*/*'];

/**
 * The file that is asked for: by `format`, or else by `Accept` (RFC 9110, section 12.5.1), where it names a file's own type
 * with a higher quality than JSON. `null` for JSON, which is also what readers get who prefer nothing of what there is.
 */
export function wantedFile(format: string | undefined, accept: string | undefined): FileFormat | null {
  if (format !== undefined) return format === 'json' ? null : (format as FileFormat);
  const qualities = new Map((accept ?? '').split(',').flatMap(readRange));
  const json = Math.max(0, ...jsonTypes.map((type) => qualities.get(type) ?? 0));
  const files = (Object.keys(fileMediaTypes) as FileFormat[]).map((name) => {
    return { name, quality: qualities.get(fileMediaTypes[name]) ?? 0 };
  });
  const [best] = files.sort((a, b) => b.quality - a.quality);
  return best && best.quality > json ? best.name : null;
}

/** A type without a quality is wanted in full; one whose quality is no number counts for nothing. */
function readRange(part: string): [string, number][] {
  const [type = '', ...parameters] = part.split(';').map((text) => text.trim().toLowerCase());
  const quality = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2) ?? '1';
  return QUALITY.test(quality) ? [[type, Number(quality)]] : [];
}
