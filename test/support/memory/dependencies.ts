import '../quiet.ts';
import { randomBytes } from 'node:crypto';
import type { AllDependencies } from '../../../functions/protocols/dependencies.ts';
import type { Cycle } from '../../../lib/domain/cycle.ts';
import { evidenceExtensions, fileBytesMax } from '../../../lib/domain/evidence.ts';
import type { Firing } from '../../../lib/domain/finalization/result-ports.ts';
import type { Clock } from '../../../lib/domain/ports.ts';
import { makeResultFiles } from '../../../lib/exports/make-result-files.ts';
import { FileInspector } from '../../../lib/inspection/file-inspector.ts';
import { SignatureScanner } from '../../../lib/inspection/scanners.ts';
import { shippedSchemes } from '../../../lib/schemes/shipped-schemes.ts';
import { storesOf } from '../../../lib/stores/stores.ts';
import { MemoryAnchorFiles } from './anchor-files.ts';
import type { BrokenTable } from './broken-tables.ts';
import { MemoryEvidenceFiles } from './evidence-files.ts';
import { MemoryTable } from './memory-table.ts';
import { MemoryResultFiles } from './result-files.ts';
import { MemoryWebhookQueue, MemoryWebhookSender } from './webhooks.ts';

/** What the stories need, in memory: the stores that are deployed, on `table`. */
export interface MemoryDependencies extends AllDependencies {
  readonly table: MemoryTable;
  readonly files: MemoryEvidenceFiles;
  readonly results: MemoryResultFiles;
  readonly anchors: MemoryAnchorFiles;
  readonly webhookSender: MemoryWebhookSender;
  readonly webhookQueue: MemoryWebhookQueue;
  /** What the finalizer was told, in order; nobody delivers it. */
  readonly firings: Firing[];
  /** The cycles whose wake-ups were set, in order. */
  readonly woken: Cycle[];
}

/** Files, who looks into them, and receivers of events, in memory: what stories need besides the table. */
export function memoryFiles(
  clock: Clock,
  memory = new MemoryTable(),
  table: ReturnType<BrokenTable> = memory,
  stored?: MemoryEvidenceFiles,
) {
  const firings: Firing[] = [];
  return {
    files: new MemoryEvidenceFiles(clock, memory, table, stored),
    scanner: new SignatureScanner(),
    inspector: new FileInspector(),
    limits: { fileBytesMax, contentTypes: Object.keys(evidenceExtensions), refusesWarnings: false },
    newId: () => randomBytes(12).toString('hex'),
    evidenceRetentionYears: 10,
    results: new MemoryResultFiles(memory, table),
    anchors: new MemoryAnchorFiles(memory, table),
    makeResultFiles,
    webhookSender: new MemoryWebhookSender(),
    webhookQueue: new MemoryWebhookQueue(),
    firings,
    cycleQueue: { send: async (firing: Firing) => void firings.push(firing) },
    docsPage: () => '<!doctype html>',
  };
}

/** Dependencies over one table in memory: a calm one unless another is given, with nothing left out unless `broken` says so. */
export function memoryDependencies({
  clock,
  table: memory = new MemoryTable(),
  broken = (table) => table,
  pause = async () => undefined,
  stored,
}: {
  clock: Clock;
  table?: MemoryTable;
  broken?: BrokenTable;
  pause?: AllDependencies['pause'];
  /** Files that are there already, where the table is a copy. */
  stored?: MemoryEvidenceFiles;
}): MemoryDependencies {
  const table = broken(memory);
  const woken: Cycle[] = [];
  return {
    ...memoryFiles(clock, memory, table, stored),
    ...storesOf(table, clock, shippedSchemes),
    table: memory,
    clock,
    pause,
    woken,
    wakeUps: { set: async (cycle) => void woken.push(cycle) },
  };
}
