import * as z from 'zod';
import { bands, bandsSettings } from './bands.ts';
import { completion, completionSettings } from './completion.ts';
import { discretionary, discretionarySettings } from './discretionary.ts';
import { perUnit, perUnitSettings } from './per-unit.ts';
import { places, placesSettings } from './places.ts';
import { proportional, proportionalSettings } from './proportional.ts';
import { recorded, recordedSettings } from './recorded.ts';
import type {
  ComponentSettings,
  DescribedComponent,
  Rule,
  RuledComponent,
  RuleKind,
  RuleWords,
  SettingsFault,
} from './rule.ts';
import { top, topSettings } from './top.ts';
import { veto, vetoSettings } from './veto.ts';

/** The kinds of rules that there are. Nothing outside this folder knows one by its name. */
const kinds = {
  completion,
  proportional,
  top,
  discretionary,
  bands,
  'per-unit': perUnit,
  places,
  recorded,
  veto,
} as const;

/** Apart from them, so that a function that reads no document loads no schemas [T 73]. */
const settings = [
  completionSettings,
  proportionalSettings,
  topSettings,
  discretionarySettings,
  bandsSettings,
  perUnitSettings,
  placesSettings,
  recordedSettings,
  vetoSettings,
] as const;
/** Their names. */
export const ruleKinds: readonly string[] = Object.keys(kinds);

/** The settings of a rule in a scheme document. */
export type RuleSettings = z.infer<ReturnType<(typeof settings)[number]>>;

/** A rule in a scheme document, of any kind. The contract names it `Rule`, and a kind after itself: `BandsRule`. */
export function ruleSchema(): z.ZodType<RuleSettings> {
  const [first, ...others] = settings.map((shape) => {
    const kind = shape();
    const [word] = kind.shape.kind.values;
    return kind.meta({ id: `${word!.replace(/(?:^|-)(.)/g, (_, letter: string) => letter.toUpperCase())}Rule` });
  });
  return z.discriminatedUnion('kind', [first!, ...others]).meta({ id: 'Rule' });
}

/** What does not fit of a rule's settings. */
export function checkRule(settings: RuleSettings, component: ComponentSettings): SettingsFault[] {
  return kindOf(settings).check(settings, component);
}

/** A rule in words, with its settings. */
export function describeRule(settings: RuleSettings, component: DescribedComponent): RuleWords {
  return kindOf(settings).describe(settings, component);
}

/** A rule made ready for scoring. */
export function compileRule(
  settings: RuleSettings,
  component: RuledComponent,
  indexOf: ReadonlyMap<string, number>,
): Rule {
  return kindOf(settings).compile(settings, component, indexOf);
}

/** A kind takes the settings that name it, which the type of the list can't say. */
function kindOf({ kind }: RuleSettings): RuleKind<() => z.ZodObject> {
  return kinds[kind] as unknown as RuleKind<() => z.ZodObject>;
}
