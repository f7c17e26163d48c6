import type { ContentInspector, EvidenceFiles, Scanner } from '../../lib/domain/evidence-ports.ts';
import type {
  AnchorFiles,
  CycleQueue,
  ResultFile,
  ResultFiles,
  WakeUps,
} from '../../lib/domain/finalization/result-ports.ts';
import type { Snapshot } from '../../lib/domain/finalization/snapshot.ts';
import type { Clock } from '../../lib/domain/ports.ts';
import type { WebhookQueue, WebhookSender } from '../../lib/domain/webhooks/webhook-ports.ts';
import type { Stores } from '../../lib/stores/stores.ts';
import type { CallerShares } from './caller-shares.ts';

/** What stories need from outside. Which adapters stand behind the ports, only the wiring knows. */
export interface Dependencies extends Stores {
  readonly wakeUps: WakeUps;
  readonly clock: Clock;
  /** Lets so many milliseconds pass. */
  readonly pause: (milliseconds: number) => Promise<void>;
  /** Keeps callers to their shares, where there is a limit. */
  readonly callerShares?: CallerShares | undefined;
}

/** Which files are taken. */
export interface EvidenceLimits {
  readonly fileBytesMax: number;
  readonly contentTypes: readonly string[];
  /** Whether files with warnings are refused instead of being taken with them. */
  readonly refusesWarnings: boolean;
}

/** What the stories about files need besides the table. */
export interface EvidenceDependencies extends Dependencies {
  readonly files: EvidenceFiles;
  readonly scanner: Scanner;
  readonly inspector: ContentInspector;
  readonly limits: EvidenceLimits;
  /** A new id, never given before. */
  readonly newId: () => string;
}

/** What locking evidence needs besides the table. */
export interface LockingDependencies extends Dependencies {
  readonly files: EvidenceFiles;
  /** How long a file is kept from the moment at which a verification came to rest on it. */
  readonly evidenceRetentionYears: number;
}

/** What the stories about sealed results need besides the table. */
export interface FinalDependencies extends LockingDependencies {
  readonly results: ResultFiles;
  readonly anchors: AnchorFiles;
  /** The files of a sealed result; a pure function of it. */
  readonly makeResultFiles: (snapshot: Snapshot) => Promise<ResultFile[]>;
}

/** What the stories need that may leave a cycle to the finalizer. */
export interface HandingDependencies extends FinalDependencies {
  readonly cycleQueue: CycleQueue;
}

/** What the stories about webhooks need besides the table. */
export interface WebhookDependencies extends Dependencies {
  readonly webhookSender: WebhookSender;
  readonly webhookQueue: WebhookQueue;
}

/** What the open door shows besides the contract. */
export interface OpenDoorDependencies extends Dependencies {
  /** The docs page, as it was bundled. */
  readonly docsPage: () => string;
}

/** What all stories together need. */
export type AllDependencies = EvidenceDependencies & HandingDependencies & WebhookDependencies & OpenDoorDependencies;
