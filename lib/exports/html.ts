/** A piece of finished HTML. Only `html` makes one, so that text can't pass for it. */
export class Html {
  readonly markup: string;
  constructor(markup: string) {
    this.markup = markup;
  }
}

type Part = string | number | null | Html | readonly Html[];

/** HTML from a template: every value in it is escaped as text, save what is HTML already; `null` is nothing. */
export function html(template: readonly string[], ...parts: readonly Part[]): Html {
  return new Html(
    template.map((piece, index) => piece + (index < parts.length ? markupOf(parts[index]!) : '')).join(''),
  );
}

function markupOf(part: Part): string {
  if (part === null) return '';
  if (part instanceof Html) return part.markup;
  if (typeof part === 'object') return part.map(({ markup }) => markup).join('');
  return escapeHtml(String(part));
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text for an element or a quoted attribute; control characters other than line ends become `�`. */
export function escapeHtml(text: string): string {
  return text
    .toWellFormed()
    .replace(/[\p{Cc}\p{Bidi_Control}]/gu, (character) => (/[\t\n\r]/.test(character) ? character : '�'))
    .replace(/[&<>"']/g, (character) => entities[character]!);
}
