import type { Language } from '../../lib/domain/text.ts';

interface LanguageRange {
  /** `zh` for every `zh-…`, likewise `en`. */
  readonly language: string;
  readonly quality: number;
}

const RANGE = /^([a-z]{1,8}|\*)(?:-[a-z0-9-]+)?(?:[ \t]*;[ \t]*q=(0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?))?$/i;

/**
 * The language for a problem's sentences, by `Accept-Language` (RFC 9110, section 12.5.4): the one with the higher
 * quality, between equals the one named first, English where the header prefers neither.
 */
export function preferredLanguage(acceptLanguage: string | undefined): Language {
  const ranges = (acceptLanguage ?? '').split(',').flatMap(readRange);
  const zh = qualityOf('zh', ranges);
  const en = qualityOf('en', ranges);
  if (zh !== en || zh === 0) return zh > en ? 'zh' : 'en';
  return ranges.find(({ language }) => language === 'zh' || language === 'en')?.language === 'zh' ? 'zh' : 'en';
}

/** A part that is no language range counts for nothing. */
function readRange(part: string): LanguageRange[] {
  const match = RANGE.exec(part.trim());
  return match ? [{ language: match[1]!.toLowerCase(), quality: Number(match[2] ?? '1') }] : [];
}

/** The best of its own ranges; `*` stands for a language without one. */
function qualityOf(language: Language, ranges: readonly LanguageRange[]): number {
  const own = ranges.filter((range) => range.language === language);
  const counted = own.length > 0 ? own : ranges.filter((range) => range.language === '*');
  return Math.max(0, ...counted.map(({ quality }) => quality));
}
