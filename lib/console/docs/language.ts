import { computed, signal } from '@preact/signals';
import { inLanguage } from './open-api.ts';
import { docsEn } from './texts-en.ts';
import { docsZh } from './texts-zh.ts';

/** A language that the page speaks. */
export type Language = 'zh' | 'en';

/** The one that the address names, else the one that the browser prefers, as it says in Accept-Language. */
function preferred(): Language {
  const named = new URLSearchParams(location.search).get('lang');
  if (named === 'zh' || named === 'en') return named;
  return navigator.language.toLowerCase().startsWith('zh') ? 'zh' : 'en';
}

/** The language that the page speaks. */
export const language = signal<Language>(preferred());

/** The page's own sentences in that language. */
export const texts = computed(() => (language.value === 'zh' ? docsZh : docsEn));

/** Speaks a language from now on; the address says so, so that a link keeps it. */
export function speak(chosen: Language): void {
  language.value = chosen;
  const address = new URL(location.href);
  address.searchParams.set('lang', chosen);
  history.replaceState(null, '', address);
}

/** A text of the document in that language. */
export function say(text: string | undefined): string {
  return inLanguage(text ?? '', language.value);
}
