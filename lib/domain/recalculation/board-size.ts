import type { Scheme } from '../scheme.ts';

/**
 * The most bytes that the stored board of a cohort can take, whatever is claimed, so that a cohort is refused which
 * might not fit into one item of the store (400 KB).
 */
export function boardBytesMax(scheme: Scheme, districts: number): number {
  const pointBytes = (units: number) => (units < 0x100 ? 1 : units < 0x1_0000 ? 2 : 4);
  const ofCategory = scheme.categories.map((_, category) =>
    scheme.components.reduce((sum, component) => (component.category === category ? sum + component.full : sum), 0),
  );
  const plain = ofCategory.reduce((bytes, units) => bytes + pointBytes(units), 0);
  const total = pointBytes(ofCategory.reduce((sum, units) => sum + units, 0));
  const competitive = scheme.competitive.length * (8 + 4 + 1);
  const rank = 4;
  const revision = 4;
  const perColumn = 16;
  const columns = 1 + 2 * (scheme.categories.length + 3 * scheme.competitive.length + 2);
  return perColumn * (1 + columns) + districts * (revision + 2 * (plain + competitive + total + rank));
}
