import { type Cycle, positionOf } from '../../lib/domain/cycle.ts';
import { namePartsOf } from '../../lib/domain/name-parts.ts';
import { type Rejection, rejectFaults } from '../../lib/domain/rejection.ts';
import type { Scheme } from '../../lib/domain/scheme.ts';
import type { Dependencies } from './dependencies.ts';

/** A cycle with the scheme it is scored by. */
export interface CycleRules {
  readonly cycle: Cycle;
  readonly scheme: Scheme;
}

const compiled = new Map<string, Scheme>();
const fixedParts = new WeakMap<Dependencies['cycles'], Map<string, CycleRules>>();

/** The cycle as it stands now, with its rules; `null` if nobody has opened it. */
export async function loadCycle(
  { cycles, schemes }: Pick<Dependencies, 'cycles' | 'schemes'>,
  id: string,
): Promise<CycleRules | null> {
  const cycle = await cycles.load(id);
  return cycle ? rulesAsRead({ schemes }, cycle) : null;
}

/** A cycle that has just been read, with its rules. */
export async function rulesAsRead({ schemes }: Pick<Dependencies, 'schemes'>, cycle: Cycle): Promise<CycleRules> {
  return { cycle, scheme: await schemeOf(schemes, cycle) };
}

/**
 * The rules of a cycle, remembered: scheme and cohort never change once it is open. State and dates of the
 * remembered cycle may be old; whoever decides by them uses `loadCycle` or the book's head.
 */
export async function rulesOf(needs: Pick<Dependencies, 'cycles' | 'schemes'>, id: string): Promise<CycleRules | null> {
  const remembered = fixedParts.get(needs.cycles) ?? new Map<string, CycleRules>();
  fixedParts.set(needs.cycles, remembered);
  const known = remembered.get(id);
  if (known) return known;
  const rules = await loadCycle(needs, id);
  if (rules) remembered.set(id, rules);
  return rules;
}

/** Loads and compiles the scheme of a cycle; documents are write-once, so one compilation serves for ever. */
async function schemeOf(schemes: Dependencies['schemes'], { scheme: id, schemeHash }: Cycle): Promise<Scheme> {
  const known = compiled.get(schemeHash);
  if (known) return known;
  // Meanwhile what compiles it is loaded, with every kind of rule: the functions that never meet a scheme do without [T 73].
  const [document, { compileScheme }] = await Promise.all([schemes.load(id), import('../../lib/domain/scheme.ts')]);
  if (!document) throw new Error(`the scheme ${id} of a cycle is not stored`);
  const scheme = compileScheme(document);
  if (scheme.hash !== schemeHash) throw new Error(`the scheme ${id} is not the one that the cycle was opened with`);
  compiled.set(schemeHash, scheme);
  return scheme;
}

/** The refusal of a filter that names what the cycle does not have. */
export function refuseUnknownFilter(
  { cycle, scheme }: CycleRules,
  { district, component }: { readonly district?: string | undefined; readonly component?: string | undefined },
): Rejection | null {
  if (district !== undefined && positionOf(cycle, district) < 0)
    return rejectFaults([{ path: ['district'], code: 'value-out-of-range', message: noSuchDistrict }]);
  if (component === undefined || scheme.indexOf.has(component)) return null;
  const message = namePartsOf(scheme, component) ?? noSuchComponent;
  return rejectFaults([{ path: ['component'], code: 'unknown-component', message }]);
}

const noSuchDistrict = { zh: '该考核周期中没有这个区县。', en: 'The cycle has no such district.' };
const noSuchComponent = { zh: '考核办法没有这个考核内容编号。', en: 'The scheme has no such component.' };
