import type { LocalClient } from '../local-client.ts';
import { assessor } from './people.ts';

/** The method by which both cycles of the demo are evaluated. */
export const demoScheme = 'east-west-70';

/** A component as the demo needs it. */
export interface DemoComponent {
  readonly id: string;
  /** The kinds of papers that the scheme names. */
  readonly evidence: readonly { readonly id: string; readonly name: { readonly zh: string } }[];
  readonly onSite: boolean;
}

/** A category with its components: what a district hands in on one day. */
export interface DemoCategory {
  readonly id: string;
  readonly name: { readonly zh: string };
  readonly components: readonly DemoComponent[];
}

interface SchemeDocument {
  readonly categories: readonly (Omit<DemoCategory, 'components'> & {
    readonly indicators: readonly { readonly components: readonly DemoComponent[] }[];
  })[];
}

/** The categories of the method, as the API gives them. */
export async function readCategories(client: LocalClient): Promise<DemoCategory[]> {
  const { categories } = await client.expect<SchemeDocument>(assessor, 'GET', `/v1/schemes/${demoScheme}`);
  return categories.map(({ id, name, indicators }) => {
    return { id, name, components: indicators.flatMap(({ components }) => components) };
  });
}
