import type { Text } from '../../../lib/domain/text.ts';
import claims from './claims.json' with { type: 'json' };
import districts from './districts.json' with { type: 'json' };
import events from './events.json' with { type: 'json' };
import judgements from './judgements.json' with { type: 'json' };
import lastYearValues from './last-year-claims.json' with { type: 'json' };
import madeUpClaims from './made-up-claims.json' with { type: 'json' };
import pace from './pace.json' with { type: 'json' };
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

/** Values by district and component. */
export type DemoValues = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** Made-up targets by district and component; `about` says so to the reader. */
export interface DemoTargets {
  readonly about: Text;
  readonly targets: DemoValues;
}

/** A claim that the demo's assessor verifies as claimed. */
export interface DemoVerification {
  readonly district: string;
  readonly component: string;
  readonly decision: string;
  readonly reason: string;
}

/** What the demo's assessor does with a made-up claim instead of verifying it; `wait` is nothing. */
export interface DemoJudgement {
  readonly district: string;
  readonly component: string;
  readonly decision: string;
  readonly reason?: string;
  readonly value?: string;
  readonly deduction?: string;
}

/** What happens besides, on so manieth working day of the cycle. */
export interface DemoEvents {
  /** Targets that change when claims have been verified on the old ones. */
  readonly newTargets: readonly { day: number; district: string; component: string; target: string }[];
  /** Made-up values that replace earlier ones. */
  readonly laterClaims: readonly { day: number; district: string; component: string; value: string }[];
  /** Papers that are uploaded by mistake. */
  readonly withdrawn: {
    readonly uploadedOn: number;
    readonly withdrawnOn: number;
    readonly district: string;
    readonly category: string;
    readonly reason: string;
  };
  /** Districts that hand in the same papers. */
  readonly sameBytes: { readonly districts: readonly string[]; readonly category: string };
  /** Targets that nobody assigns. */
  readonly targetsWithheld: Readonly<Record<string, readonly string[]>>;
}

/** In order of id. */
export const demoDistricts: readonly DemoDistrict[] = districts;

/** Published figures where one fits a component, nothing where none does. */
export const demoClaims: readonly DemoClaim[] = claims;

/** Invented values for most of the components that no published figure fits. */
export const demoMadeUpClaims: DemoValues = madeUpClaims;

/** Every component whose target is assigned, for every district. Invented: no authority set them. */
export const demoTargets: DemoTargets = targets;

/** About half of the published claims: those whose figure leaves nothing open in unit, bound or wording. */
export const demoVerifications: readonly DemoVerification[] = verifications;

/** The made-up claims that are not verified as claimed. */
export const demoJudgements: readonly DemoJudgement[] = judgements;

/** The working day on which a district hands in a category. What is not named is not handed in. */
export const demoPace: Readonly<Record<string, Readonly<Partial<Record<string, number>>>>> = pace;

/** What makes the demo's weeks less even. */
export const demoEvents: DemoEvents = events;

/** All of them invented. */
export const lastYearClaims: DemoValues = lastYearValues;
