import type { Snapshot } from '../domain/finalization/snapshot.ts';
import type { Text } from '../domain/text.ts';
import type { ExplainedDistrict } from './explained-result.ts';

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
