import type { Context } from 'aws-lambda';
import type { Dependencies } from '../protocols/dependencies.ts';
import { runImport } from '../protocols/run-import.ts';
import { log } from '../telemetry/log.ts';

/** With less time no further books are begun: a few of them may wait ten seconds each for others who write them. */
const turnMillisecondsMin = 30_000;

/**
 * Takes up every import that its request left unfinished and nobody is at: after the fifteen seconds that a request gives
 * it, after a fault, after a crash. One that fails does not keep the others waiting. Gives the ids of those it found.
 */
export async function workImports(
  needs: Dependencies,
  context?: Pick<Context, 'getRemainingTimeInMillis'>,
): Promise<{ found: string[] }> {
  const isTimeLeft = () => !context || context.getRemainingTimeInMillis() > turnMillisecondsMin;
  const jobs = await needs.imports.open();
  const faults: unknown[] = [];
  for (const job of jobs)
    await runImport(needs, job, isTimeLeft).catch(async (fault: unknown) => {
      await log.fault('an import was interrupted', fault, { source: job.id });
      faults.push(fault);
    });
  if (faults.length > 0) throw faults[0];
  return { found: jobs.map(({ id }) => id) };
}
