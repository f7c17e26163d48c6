import type { SealedDistrict, Snapshot } from '../domain/finalization/snapshot.ts';
import type { Text } from '../domain/text.ts';
import { blockerNames } from './state-names.ts';

/**
 * What was still open for a district when the result was sealed by a cycle whose rule lets that pass, in words: the
 * component by number and name, or how many files.
 */
export function openPoints({ blockers, scheme }: Snapshot, { district }: SealedDistrict): Text[] {
  const own = blockers.filter((blocker) => blocker.district === district);
  const parts = scheme.categories.flatMap(({ indicators }) => indicators.flatMap(({ components }) => components));
  const names = new Map(parts.map(({ id, name }) => [id, name]));
  const ofComponents = own.flatMap(({ kind, component }): Text[] => {
    const name = component === null ? undefined : names.get(component);
    const { zh, en } = blockerNames[kind];
    return name ? [{ zh: `${component} ${name.zh}：${zh}`, en: `${component} ${name.en}: ${en}` }] : [];
  });
  const files = own.filter(({ kind }) => kind === 'evidence-pending').length;
  const { zh, en } = blockerNames['evidence-pending'];
  const ofFiles = files === 0 ? [] : [{ zh: `${zh}（${files} 份）`, en: `${en} (${files})` }];
  return [...ofComponents, ...ofFiles];
}
