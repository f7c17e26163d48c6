import type { Cycle } from '../../lib/domain/cycle.ts';
import { reject } from '../../lib/domain/rejection.ts';
import { compileScheme, type Scheme } from '../../lib/domain/scheme.ts';
import type { Rejection } from '../contract/refusals.ts';
import type { Dependencies } from './dependencies.ts';

/** A cycle with the scheme it is scored by. */
export interface CycleRules {
  readonly cycle: Cycle;
  readonly scheme: Scheme;
}

const compiled = new Map<string, Scheme>();
const fixedParts = new WeakMap<Dependencies['cycles'], Map<string, CycleRules>>();

/** The cycle as it stands now, with its rules; refuses an unknown one. */
export async function loadCycle(
  { cycles, schemes }: Pick<Dependencies, 'cycles' | 'schemes'>,
  id: string,
): Promise<CycleRules | Rejection> {
  const cycle = await cycles.load(id);
  return cycle ? { cycle, scheme: await schemeOf(schemes, cycle) } : unknownCycle;
}

/**
 * The rules of a cycle, remembered: scheme and cohort never change once it is open. State and dates of the
 * remembered cycle may be old; whoever decides by them uses `loadCycle` or the book's head.
 */
export async function rulesOf(
  needs: Pick<Dependencies, 'cycles' | 'schemes'>,
  id: string,
): Promise<CycleRules | Rejection> {
  const remembered = fixedParts.get(needs.cycles) ?? new Map<string, CycleRules>();
  fixedParts.set(needs.cycles, remembered);
  const known = remembered.get(id);
  if (known) return known;
  const rules = await loadCycle(needs, id);
  if ('cycle' in rules) remembered.set(id, rules);
  return rules;
}

/** Loads and compiles the scheme of a cycle; documents are write-once, so one compilation serves for ever. */
async function schemeOf(schemes: Dependencies['schemes'], { scheme: id, schemeHash }: Cycle): Promise<Scheme> {
  const known = compiled.get(schemeHash);
  if (known) return known;
  const document = await schemes.load(id);
  if (!document) throw new Error(`the scheme ${id} of a cycle is not stored`);
  const scheme = compileScheme(document);
  if (scheme.hash !== schemeHash) throw new Error(`the scheme ${id} is not the one that the cycle was opened with`);
  compiled.set(schemeHash, scheme);
  return scheme;
}

/** The refusal of a cycle id that nobody has opened. */
export const unknownCycle = reject('not-found', {
  zh: '没有这个考核周期；已有的周期见 GET /v1/cycles。',
  en: 'There is no such cycle; GET /v1/cycles lists those there are.',
});

/** The refusal of a district that is not in the cycle's cohort. */
export const unknownDistrict = reject('not-found', {
  zh: '该考核周期中没有这个区县。',
  en: 'The cycle has no such district.',
});

/** The refusal of a component that the path names and the scheme lacks. */
export const unknownComponentPath = reject('not-found', {
  zh: '该周期的考核办法中没有这个考核内容编号。',
  en: 'The cycle’s scheme has no such component.',
});

/** The refusal of an id that no file of the book has. */
export const unknownEvidence = reject('not-found', {
  zh: '本区县台账没有这个编号的佐证材料。',
  en: 'The book has no evidence with this id.',
});

/** The refusal of a request id that nobody has made. */
export const unknownReopening = reject('not-found', {
  zh: '没有这个重新开放申请。',
  en: 'There is no such request to reopen.',
});
