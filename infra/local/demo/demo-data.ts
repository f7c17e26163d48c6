import type { Text } from '../../../lib/domain/text.ts';
import claims from './claims.json' with { type: 'json' };
import districts from './districts.json' with { type: 'json' };
import targets from './targets.json' with { type: 'json' };
import verifications from './verifications.json' with { type: 'json' };

/** A district of the demo cycle, grouped by its city. */
export interface DemoDistrict {
  readonly id: string;
  readonly name: Text;
  readonly group: string;
}

/** A figure as its source published it, with the source's unit: 家, 人次. */
export interface PublishedFigure {
  readonly measure: string;
  readonly value: string;
  readonly unit: string;
}

/** A claim made of what a district published. `note` carries period, measure, caveat and source, in Chinese. */
export interface DemoClaim {
  readonly district: string;
  readonly component: string;
  /** In the component's unit; the sum of `published`, or "1" for work shown to be carried out [C 12]. */
  readonly value: string;
  readonly note: string;
  readonly source: string;
  readonly period: string;
  readonly published: readonly PublishedFigure[];
}

/** Made-up targets by district and component; `about` says so to the reader. */
export interface DemoTargets {
  readonly about: Text;
  readonly targets: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** A claim that the demo's assessor verifies as claimed. */
export interface DemoVerification {
  readonly district: string;
  readonly component: string;
  readonly decision: string;
  readonly reason: string;
}

/** In order of id. */
export const demoDistricts: readonly DemoDistrict[] = districts;

/** Published figures where one fits a component, nothing where none does. */
export const demoClaims: readonly DemoClaim[] = claims;

/** Every component whose target is assigned, for every district. Invented: no authority set them. */
export const demoTargets: DemoTargets = targets;

/** About half of the claims: those whose figure leaves nothing open in unit, bound or wording. */
export const demoVerifications: readonly DemoVerification[] = verifications;
