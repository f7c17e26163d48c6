import { type Slug, slugs } from './refusal-slugs.ts';
import type { Route } from './route.ts';

const always: readonly Slug[] = ['unknown-property', 'too-many-requests'];
const ofQueries: readonly Slug[] = ['value-syntax', 'value-out-of-range', 'text-invalid'];
const ofWrites: readonly Slug[] = ['idempotency-key-invalid', 'idempotency-key-reused'];
const ofBodies: readonly Slug[] = [
  'malformed-json',
  'duplicate-key',
  'too-deep',
  'invalid-encoding',
  'body-too-large',
  'unsupported-media-type',
  'required',
  'type',
  'value-syntax',
  'value-out-of-range',
  'text-invalid',
  'too-many-items',
];

/** Every refusal a caller of the route may meet: those of all routes, those of its kind, and its own. */
export function refusalsOf(route: Route): Slug[] {
  const found = new Set<Slug>([
    ...always,
    ...(route.query ? ofQueries : []),
    ...(route.method === 'GET' ? [] : ofWrites),
    ...(route.body ? ofBodies : []),
    ...refusalsOfCallers(route),
    ...(route.path.includes('{') ? (['not-found'] as const) : []),
    ...(route.function === 'open-door' ? [] : (['busy'] as const)),
    ...(route.refusals ?? []),
  ]);
  return slugs.filter((slug) => found.has(slug));
}

/** Whether a district calling the route is kept to its own part of it. */
export function isKeptToOwnDistrict({ roles, path }: Route): boolean {
  return roles.includes('district') && path.includes('{district}');
}

function refusalsOfCallers(route: Route): Slug[] {
  if (route.roles === 'public') return [];
  return ['unauthenticated', 'forbidden', ...(isKeptToOwnDistrict(route) ? (['wrong-district'] as const) : [])];
}
