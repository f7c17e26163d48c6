import * as z from 'zod';
import { bands } from './bands.ts';
import { completion } from './completion.ts';
import { discretionary } from './discretionary.ts';
import { proportional } from './proportional.ts';
import type { Rule, RuleKind } from './rule.ts';
import type { ComponentSettings, SettingsFault } from './settings.ts';
import type { RuledComponent } from './step.ts';
import { top } from './top.ts';

/** The kinds of rules that there are. Nothing outside this folder knows one by its name. */
const kinds = { completion, proportional, top, discretionary, bands } as const;

/** Their names. */
export const ruleKinds: readonly string[] = Object.keys(kinds);

/** The settings of a rule in a scheme document. */
export type RuleSettings = z.infer<(typeof kinds)[keyof typeof kinds]['settings']>;

const shapes = Object.values(kinds).map(({ settings }) => settings);

/** A rule in a scheme document, of any kind. */
export const ruleSchema: z.ZodType<RuleSettings> = z.discriminatedUnion('kind', shapes as [(typeof shapes)[number]]);

/** What does not fit of a rule's settings. */
export function checkRule(settings: RuleSettings, component: ComponentSettings): SettingsFault[] {
  return kindOf(settings).check(settings, component);
}

/** A rule made ready for scoring. */
export function compileRule(settings: RuleSettings, component: RuledComponent): Rule {
  return kindOf(settings).compile(settings, component);
}

/** A kind takes the settings that name it, which the type of the list can't say. */
function kindOf({ kind }: RuleSettings): RuleKind<z.ZodObject> {
  return kinds[kind] as unknown as RuleKind<z.ZodObject>;
}
