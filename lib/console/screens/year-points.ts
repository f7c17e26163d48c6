import type { AddressChange } from '../address.ts';
import type { Blocker } from './year-blockers.tsx';

/** What is open of one kind in one district. */
export interface DistrictPoints {
  readonly district: string;
  readonly components: readonly string[];
  /** Files that are open, apart from components. */
  readonly files: number;
}

/** All open points of one kind. */
export interface KindOfPoints {
  readonly kind: Blocker['kind'];
  readonly count: number;
  readonly districts: readonly DistrictPoints[];
}

/** Open points by kind and then by district, kinds with most points first, districts and components as they come. */
export function groupBlockers(blockers: readonly Blocker[]): KindOfPoints[] {
  const kinds = [...Map.groupBy(blockers, ({ kind }) => kind)].map(([kind, all]) => ({
    kind,
    count: all.length,
    districts: [...Map.groupBy(all, ({ district }) => district)].map(([district, points]) => ({
      district,
      components: points.flatMap(({ component }) => component ?? []),
      files: points.filter(({ component }) => component === null).length,
    })),
  }));
  return kinds.sort((a, b) => b.count - a.count);
}

/** Where a point can be seen, whoever may settle it. */
export function shownAt(district: string, component: string | null): AddressChange {
  return { view: 'score', district, ...(component !== null && { open: component }) };
}

function placeOf(district: string, component: string | null) {
  return { district, ...(component !== null && { component }) };
}

/** The screen on which a kind of point is settled, or shown where nobody here can settle it. */
export function settledAt(kind: Blocker['kind'], district: string, component: string | null): AddressChange {
  switch (kind) {
    case 'claim-unverified':
    case 'deduction-undecided':
    case 'verification-stale':
      return { view: 'work', ...placeOf(district, component) };
    case 'target-missing':
      return { view: 'targets', ...placeOf(district, component) };
    case 'claim-returned':
    case 'evidence-pending':
      return shownAt(district, component);
  }
}
