import { computed, signal } from '@preact/signals';
import { en } from './texts/en.ts';
import { zh } from './texts/zh.ts';

/** A language that the console speaks. */
export type Language = 'zh' | 'en';

const remembered = 'kaohe-language';

/** The language that the console speaks: Chinese until somebody chooses otherwise. */
export const language = signal<Language>(localStorage.getItem(remembered) === 'en' ? 'en' : 'zh');

/** The console's own sentences in that language. */
export const texts = computed(() => (language.value === 'zh' ? zh : en));

/** Chooses the language, and remembers it on this machine. */
export function speak(chosen: Language): void {
  language.value = chosen;
  localStorage.setItem(remembered, chosen);
  document.documentElement.lang = chosen === 'zh' ? 'zh-CN' : 'en';
}

/** A text of the API in the language chosen. */
export function say(text: { readonly zh: string; readonly en: string }): string {
  return text[language.value];
}

/** A target for people: a number, or the word for what does not apply, or does. */
export function targetText(target: string | null): string | null {
  const { words } = texts.value;
  if (target === 'applicable') return words.applicable;
  return target === 'not-applicable' ? words.states[target] : target;
}
