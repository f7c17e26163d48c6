import { signal } from '@preact/signals';
import { type Reply, tell } from '../client/index.ts';
import { api } from './api.ts';

/** A cycle as the API shows it. */
export type Cycle = Reply<'getCycle'>;

/** The method of a cycle. */
export type Scheme = Reply<'getScheme'>;

/** One separately scored component of a method. */
export type Component = Scheme['categories'][number]['indicators'][number]['components'][number];

/** What every screen of a cycle has at hand. */
export interface CycleContext {
  readonly cycle: Cycle;
  readonly scheme: Scheme;
  /** Its ranking by verified totals when the cycle was read. */
  readonly ranking: Reply<'getRanking'>;
  /** The components in the order of the method. */
  readonly components: readonly Component[];
  /** The name of a district in both languages, by its id. */
  readonly nameOf: (district: string) => { readonly zh: string; readonly en: string };
  /** Reads the cycle again, after something has changed it. */
  readonly reload: () => void;
}

/** Reads a cycle with its method. Where the method's name is known already, nothing waits for anything. */
export async function readCycle(
  id: string,
  signal: AbortSignal,
  knownScheme: string | undefined,
): Promise<Omit<CycleContext, 'reload'>> {
  const params = { path: { cycle: id } };
  const reading = tell(api.GET('/v1/cycles/{cycle}', { params, signal }));
  const path = { scheme: knownScheme ?? (await reading).scheme };
  const [cycle, scheme, ranking] = await Promise.all([
    reading,
    tell(api.GET('/v1/schemes/{scheme}', { params: { path }, signal })),
    tell(api.GET('/v1/cycles/{cycle}/ranking', { params, signal })),
  ]);
  const names = new Map(cycle.districts.map((district) => [district.id, district.name]));
  return {
    cycle,
    scheme,
    ranking,
    components: scheme.categories.flatMap(({ indicators }) => indicators.flatMap(({ components }) => components)),
    nameOf: (district) => names.get(district) ?? { zh: district, en: district },
  };
}

/** How many cycles were opened here, so that whoever shows them all reads them again. */
export const cyclesOpened = signal(0);

/** All cycles, page by page. */
export async function readCycles(signal: AbortSignal): Promise<Cycle[]> {
  const cycles: Cycle[] = [];
  for (let cursor: string | undefined; ; ) {
    const query = { limit: 100, ...(cursor && { cursor }) };
    const page = await tell(api.GET('/v1/cycles', { params: { query }, signal }));
    cycles.push(...page.items);
    cursor = page.nextCursor;
    if (!cursor) return cycles;
  }
}
