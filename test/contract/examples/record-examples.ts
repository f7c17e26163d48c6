import type { RecordedExamples } from '../../../functions/contract/examples.ts';
import type { Text } from '../../../lib/domain/text.ts';
import { showGradedMethod } from './graded-method.ts';
import { showReads } from './reads.ts';
import { examplesOf, type Recording } from './recorder.ts';
import { refuseAfter, refuseBodies, refuseInTime, refuseRequests, refuseTooMany } from './refusals.ts';
import { showHandingIn, showJudging, showOpening } from './writes.ts';
import { exampleYear } from './year.ts';
import { showSealing, showWebhooks } from './year-end.ts';

/** Runs the year of the examples in each language: every request is sent to the service, every answer is its own. */
export async function recordExamples(): Promise<RecordedExamples> {
  return examplesOf(await recordYear('zh'), await recordYear('en'));
}

async function recordYear(language: keyof Text): Promise<Recording> {
  const year = await exampleYear(language);
  await showOpening(year);
  await showHandingIn(year);
  await showJudging(year);
  await showReads(year);
  await showGradedMethod(year);
  await showWebhooks(year);
  await refuseRequests(year);
  await refuseBodies(year);
  await refuseInTime(year);
  await refuseTooMany(year);
  year.at('12-02T09:00');
  await refuseAfter('cycle-closed', year);
  await showSealing(year);
  return year.recorder;
}
