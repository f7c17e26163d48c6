import type { EventBus } from '../../lib/domain/ports.ts';
import { eventsOfChange, eventsOfEntry, eventsOfStep } from '../../lib/domain/published-events.ts';
import { rulesOf } from '../protocols/cycle-rules.ts';
import type { Dependencies } from '../protocols/dependencies.ts';
import { log } from '../telemetry/log.ts';
import { type StreamEntry, type StreamHandler, streamHandler } from '../triggers/stream-handler.ts';

/** Publishes what was committed: audit entries and changes of the board, in the order of the stream. */
export function publish(dependencies: () => Dependencies, bus: () => EventBus): StreamHandler {
  return streamHandler((entries) =>
    entries.map(({ record, fact }) => ({ first: record, run: () => publishFact(fact, dependencies, bus) })),
  );
}

async function publishFact(
  fact: StreamEntry['fact'],
  dependencies: () => Dependencies,
  bus: () => EventBus,
): Promise<void> {
  if (fact?.kind === 'entry-added') {
    const events = eventsOfEntry(fact.entry);
    return events.length > 0 ? bus().publish(events) : undefined;
  }
  if (fact?.kind === 'step-recorded') return bus().publish(eventsOfStep(fact.step));
  if (fact?.kind !== 'change-added') return log.warn('stream record skipped', { count: 1 });
  const rules = await rulesOf(dependencies(), fact.cycle);
  if (!rules) return log.warn('a board of an unknown cycle changed', { cycle: fact.cycle });
  await bus().publish(eventsOfChange(rules.cycle, rules.scheme.rounding.decimals, fact.change));
}
