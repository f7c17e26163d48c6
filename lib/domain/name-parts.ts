import type { Scheme } from './scheme.ts';
import type { Text } from './text.ts';

/** Of an indicator that is scored in parts: which ones. 20 → “20 has the parts 20.1, 20.2, 20.3”; `null` for other ids. */
export function namePartsOf({ components }: Scheme, id: string): Text | null {
  const parts = components.filter(({ clause }) => clause === id).map((part) => part.id);
  if (parts.length === 0 || parts.includes(id)) return null;
  return {
    zh: `${id} 由 ${parts.join('、')} 组成，请填写其中的编号。`,
    en: `${id} has the parts ${parts.join(', ')}; name one of these.`,
  };
}
