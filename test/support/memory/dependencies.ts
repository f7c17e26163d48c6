import '../quiet.ts';
import { randomBytes } from 'node:crypto';
import type { AllDependencies } from '../../../functions/protocols/dependencies.ts';
import type { Cycle } from '../../../lib/domain/cycle.ts';
import { evidenceExtensions, fileBytesMax } from '../../../lib/domain/evidence-types.ts';
import type { Clock } from '../../../lib/domain/ports.ts';
import { makeResultFiles } from '../../../lib/exports/make-result-files.ts';
import { FileInspector } from '../../../lib/inspection/file-inspector.ts';
import { SignatureScanner } from '../../../lib/inspection/signature-scanner.ts';
import { shippedSchemes } from '../../../lib/schemes/shipped-schemes.ts';
import { MemoryAnchorFiles } from './anchor-files.ts';
import { MemoryBoardStore } from './board-store.ts';
import { MemoryBookStore } from './book-store.ts';
import { MemoryCycleStore } from './cycle-store.ts';
import { MemoryDatabase } from './database.ts';
import { MemoryEvidenceFiles } from './evidence-files.ts';
import { MemoryEvidenceLockStore } from './evidence-lock-store.ts';
import { MemoryIntegrityStore } from './integrity-store.ts';
import { MemoryReplyStore } from './reply-store.ts';
import { MemoryResultFiles } from './result-files.ts';
import { MemorySchemeStore } from './scheme-store.ts';
import { MemorySealStore } from './seal-store.ts';
import { MemorySecretStore } from './secret-store.ts';

/** What the stories need, in memory; `database` is what all the stores share. */
export interface MemoryDependencies extends AllDependencies {
  readonly database: MemoryDatabase;
  readonly files: MemoryEvidenceFiles;
  readonly results: MemoryResultFiles;
  readonly anchors: MemoryAnchorFiles;
  /** The cycles whose wake-ups were set, in order. */
  readonly woken: Cycle[];
}

/** Files, and who looks into them, in memory: what stories need besides the table. */
export function memoryFiles(clock: Clock, database = new MemoryDatabase(), stored?: MemoryEvidenceFiles) {
  return {
    files: new MemoryEvidenceFiles(clock, database, stored),
    scanner: new SignatureScanner(),
    inspector: new FileInspector(),
    limits: { fileBytesMax, contentTypes: Object.keys(evidenceExtensions), refusesWarnings: false },
    newId: () => randomBytes(12).toString('hex'),
    evidenceRetentionYears: 10,
    results: new MemoryResultFiles(database),
    anchors: new MemoryAnchorFiles(database),
    makeResultFiles,
  };
}

/** Dependencies over one memory database: a calm one unless another is given. */
export function memoryDependencies({
  clock,
  database = new MemoryDatabase(),
  pause = async () => undefined,
  stored,
}: {
  clock: Clock;
  database?: MemoryDatabase;
  pause?: AllDependencies['pause'];
  /** Files that are there already, where the database is a copy. */
  stored?: MemoryEvidenceFiles;
}): MemoryDependencies {
  const replies = new MemoryReplyStore(database, clock);
  const woken: Cycle[] = [];
  return {
    ...memoryFiles(clock, database, stored),
    database,
    clock,
    pause,
    woken,
    replies,
    books: new MemoryBookStore(database, replies),
    boards: new MemoryBoardStore(database),
    locks: new MemoryEvidenceLockStore(database),
    cycles: new MemoryCycleStore(database, replies),
    schemes: new MemorySchemeStore(database, replies, shippedSchemes),
    integrity: new MemoryIntegrityStore(database),
    secrets: new MemorySecretStore(database),
    seals: new MemorySealStore(database, replies),
    wakeUps: { set: async (cycle) => void woken.push(cycle) },
  };
}
