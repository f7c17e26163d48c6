import { type Api, type Shapes, tell } from '../../../lib/client/index.ts';

/** The method by which both cycles of the demo are evaluated. */
export const demoScheme = 'east-west-70';

/** A component as the method has it. */
export type DemoComponent = Shapes['SchemeComponent'];

/** A category with its components: what a district hands in on one day. */
export interface DemoCategory {
  readonly id: string;
  readonly name: { readonly zh: string };
  readonly components: readonly DemoComponent[];
}

/** The categories of the method, as the API gives them. */
export async function readCategories(api: Api): Promise<DemoCategory[]> {
  const { categories } = await tell(api.GET('/v1/schemes/{scheme}', { params: { path: { scheme: demoScheme } } }));
  return categories.map(({ id, name, indicators }) => {
    return { id, name, components: indicators.flatMap(({ components }) => components) };
  });
}
