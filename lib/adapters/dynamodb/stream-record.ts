import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { AuditEntry } from '../../domain/book-change.ts';
import type { CycleStep } from '../../domain/finalization/sealing.ts';
import type { ChangeEntry } from '../../domain/ports.ts';
import type { Disabling } from '../../domain/webhooks/webhook.ts';
import { readChange } from '../../stores/board-store.ts';
import { fieldsOf, type Item } from '../../stores/table.ts';

/** What the table's stream says happened, as far as anybody listens to it. */
export type StreamFact =
  | { readonly kind: 'head-moved'; readonly cycle: string; readonly district: string }
  | { readonly kind: 'entry-added'; readonly cycle: string; readonly entry: AuditEntry }
  | { readonly kind: 'step-recorded'; readonly cycle: string; readonly step: CycleStep }
  | { readonly kind: 'change-added'; readonly cycle: string; readonly change: ChangeEntry }
  | { readonly kind: 'webhook-disabled'; readonly disabling: Disabling };

/** The shape of a record's payload, as Lambda and DynamoDB's own stream API give it. */
export interface RecordPayload {
  readonly Keys?: unknown;
  readonly NewImage?: unknown;
}

/** Reads a record; `null` for what this version does not know or can't read, which is skipped and never retried. */
export function readRecord(payload: RecordPayload): StreamFact | null {
  try {
    return factOf(payload);
  } catch {
    return null;
  }
}

function factOf({ Keys, NewImage }: RecordPayload): StreamFact | null {
  const { pk, sk } = itemOf(Keys);
  const [kind, cycle, district] = String(pk).split('#');
  if (!cycle || typeof sk !== 'string') return null;
  if (kind === 'BOOK' && district && sk === 'HEAD') return { kind: 'head-moved', cycle, district };
  if (!NewImage) return null;
  const item = itemOf(NewImage);
  if (kind === 'BOOK' && sk.startsWith('AUDIT#'))
    return { kind: 'entry-added', cycle, entry: fieldsOf<AuditEntry>(item) };
  if (kind === 'CYCLE' && sk.startsWith('STEP#'))
    return { kind: 'step-recorded', cycle, step: fieldsOf<CycleStep>(item) };
  if (kind === 'CYCLE' && sk.startsWith('CHANGE#')) return { kind: 'change-added', cycle, change: readChange(item) };
  if (kind === 'WEBHOOK' && sk.startsWith('DISABLED#'))
    return { kind: 'webhook-disabled', disabling: fieldsOf<Disabling>(item) };
  return null;
}

function itemOf(image: unknown): Item {
  return image ? unmarshall(image as Parameters<typeof unmarshall>[0]) : {};
}
