import { compileScheme, type Scheme } from '../../lib/domain/scheme.ts';
import { type SchemeDocument, schemeSchema } from '../../lib/domain/scheme-document.ts';
import published from '../../lib/schemes/east-west-70.json' with { type: 'json' };

/** Settings that differ from the published scheme: its rounding, and settings of components' rules by component id. */
export interface SchemeChange {
  readonly rounding?: SchemeDocument['rounding'];
  readonly components?: Readonly<Record<string, object>>;
}

/** The published scheme's document with some settings changed, validated like any other. */
export function changedDocument({ rounding, components = {} }: SchemeChange = {}): SchemeDocument {
  const document = structuredClone(published) as SchemeDocument;
  const parts = document.categories.flatMap(({ indicators }) =>
    indicators.flatMap((indicator) => indicator.components),
  );
  for (const [id, settings] of Object.entries(components)) {
    const part = parts.find((component) => component.id === id);
    if (!part) throw new Error(`the published scheme has no component ${id}`);
    // Another kind replaces the rule; settings of the same one change it.
    if ('kind' in settings) Object.assign(part, { rule: settings });
    else Object.assign(part.rule, settings);
  }
  return schemeSchema().parse({ ...document, ...(rounding && { rounding }) });
}

/** The published scheme, compiled, with some settings changed. */
export function changedScheme(change: SchemeChange = {}): Scheme {
  return compileScheme(changedDocument(change));
}
