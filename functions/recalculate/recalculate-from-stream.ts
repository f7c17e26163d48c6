import type { DynamoDBRecord } from 'aws-lambda';
import { rulesOf } from '../protocols/cycle-rules.ts';
import type { Dependencies } from '../protocols/dependencies.ts';
import { recalculateDistricts } from '../protocols/recalculate-districts.ts';
import { log } from '../telemetry/log.ts';
import { countSkippedRecords } from '../telemetry/metrics.ts';
import { type StreamEntry, type StreamHandler, type StreamTask, streamHandler } from '../triggers/stream-handler.ts';

/** Wakes up when heads move: a batch collapses to the touched districts, cycle by cycle. */
export function recalculateFromStream(dependencies: () => Dependencies): StreamHandler {
  return streamHandler((entries) => {
    const tasks: StreamTask[] = [];
    const { cycles, skipped } = touchedByCycle(entries);
    for (const [cycle, { first, districts }] of cycles)
      tasks.push({ first, run: () => recalculateCycle(dependencies(), cycle, districts) });
    if (skipped > 0) tasks.push({ first: entries.at(-1)!.record, run: () => tellSkipped(skipped) });
    return tasks;
  });
}

async function recalculateCycle(needs: Dependencies, cycle: string, districts: readonly string[]): Promise<void> {
  const rules = await rulesOf(needs, cycle);
  if (!rules) {
    await log.warn('a head of an unknown cycle moved', { cycle });
    return countSkippedRecords(1);
  }
  await recalculateDistricts(needs, rules, districts);
}

function touchedByCycle(entries: readonly StreamEntry[]) {
  const cycles = new Map<string, { first: DynamoDBRecord; districts: string[] }>();
  let skipped = 0;
  for (const { record, fact } of entries) {
    if (fact?.kind !== 'head-moved') {
      skipped++;
      continue;
    }
    const touched = cycles.get(fact.cycle) ?? { first: record, districts: [] };
    touched.districts.push(fact.district);
    cycles.set(fact.cycle, touched);
  }
  return { cycles, skipped };
}

async function tellSkipped(count: number): Promise<void> {
  await log.warn('stream records skipped', { count });
  await countSkippedRecords(count);
}
