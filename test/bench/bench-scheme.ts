import { compileScheme, type Scheme } from '../../lib/domain/scheme.ts';
import { type SchemeDocument, schemeSchema } from '../../lib/domain/scheme-document.ts';
import published from '../../lib/schemes/east-west-70.json' with { type: 'json' };

/**
 * The scheme that is measured: the published one with every component claimed as a number against an assigned target,
 * so that a workload is one matrix of values and one of targets. The discretionary component becomes a completion.
 */
export function benchScheme(): Scheme {
  const document: SchemeDocument = schemeSchema().parse(published);
  for (const category of document.categories)
    for (const indicator of category.indicators)
      for (const component of indicator.components) {
        component.target = { kind: 'assigned' };
        if (component.rule.kind === 'discretionary') component.rule = { kind: 'completion', zeroTarget: 'any' };
      }
  return compileScheme(schemeSchema().parse(document));
}
