import type { Snapshot } from '../domain/finalization/snapshot.ts';
import type { Text } from '../domain/text.ts';
import type { ExplainedDistrict } from './explained-district.ts';
import { sealingTime } from './sealing-time.ts';

/** A rank in words: `第 3 名`, and `并列第 10 名` for equal ones [D 11]. */
export function rankInWords({ sealed, isTied }: ExplainedDistrict): Text {
  return { zh: `${isTied ? '并列' : ''}第 ${sealed.rank} 名`, en: `${sealed.rank}${isTied ? ' (tied)' : ''}` };
}

/** How many districts there are, in words. */
export function districtsInWords({ rows }: Snapshot): Text {
  return { zh: `共 ${rows.length} 个区、县（市）`, en: `of ${rows.length} districts` };
}

/** Which of the cycle's results it is, in words. */
export function resultInWords(revision: number): Text {
  return { zh: `第 ${revision} 次结果`, en: `result ${revision}` };
}

/** What a sheet of all districts says about the result under its title. */
export function cohortFacts(snapshot: Snapshot): string {
  const result = resultInWords(snapshot.revision);
  const districts = districtsInWords(snapshot);
  return [
    `${result.zh} ${result.en}`,
    `${districts.zh} ${districts.en}`,
    `封存时间 Sealed ${sealingTime(snapshot)}`,
  ].join('　');
}
