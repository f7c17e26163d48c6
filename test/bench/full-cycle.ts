import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { BatchWriteCommand, DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Dependencies } from '../../functions/protocols/dependencies.ts';
import { recalculateDistricts } from '../../functions/protocols/recalculate-districts.ts';
import type { Book } from '../../lib/domain/book.ts';
import type { Cycle } from '../../lib/domain/cycle.ts';
import type { Evidence } from '../../lib/domain/evidence.ts';
import { componentItem } from '../../lib/stores/book-items.ts';
import { keys } from '../../lib/stores/table.ts';
import { playBook } from '../support/sample-book.ts';
import { largeCohort } from '../support/sample-cohort.ts';
import { firstBoard, sampleCycle, sampleScheme } from '../support/sample-cycle.ts';
import { sampleFile } from '../support/sample-evidence.ts';

/** A table, by a client of it. */
export interface TableAddress {
  readonly client: DynamoDBClient;
  readonly tableName: string;
}

const lockedUntil = '2099-01-01T00:00:00.000Z';

/**
 * Writes an open cycle of a made-up cohort in which every component of every district is claimed and verified, with
 * evidence, noted as locked, and history, and lets the board apply all of it, as the stream does.
 */
export async function openFullCycle({ client, tableName }: TableAddress, needs: Dependencies, size: number) {
  const cohort = [...largeCohort(sampleScheme, size)].sort((a, b) => (a.id < b.id ? -1 : 1));
  const played = cohort.map((district) => playBook(sampleScheme, district));
  const { cycle: id } = played[0]!.book.head;
  const named = cohort.map(({ id: district, name, group }) => ({ id: district, name, group }));
  const createdAt = new Date(needs.clock.now()).toISOString();
  const cycle: Cycle = { ...sampleCycle(id), districts: named, onBlockers: 'verified-only', createdAt };
  await needs.cycles.create(cycle, firstBoard(cycle), null);
  const items = played.flatMap(({ book, entries }) => [
    { ...keys.head(id, book.head.district), ...book.head },
    ...[...book.components.values()].map((component) => componentItem(id, book.head.district, component)),
    ...entries.map((entry) => ({ ...keys.audit(id, book.head.district, entry.revision), ...entry })),
    ...filesOf(book).map((file) => ({ ...keys.evidence(id, book.head.district, file.id), ...file })),
    ...filesOf(book).map(({ id: file, versionId }) => {
      return { ...keys.evidenceLock(id, book.head.district, file), id: file, versionId, until: lockedUntil };
    }),
  ]);
  const documents = DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
  for (let at = 0; at < items.length; at += 25) {
    const requests = items.slice(at, at + 25).map((Item) => ({ PutRequest: { Item } }));
    await documents.send(new BatchWriteCommand({ RequestItems: { [tableName]: requests } }));
  }
  await recalculateDistricts(
    needs,
    { cycle, scheme: sampleScheme },
    named.map(({ id: district }) => district),
  );
  return { cycle, auditEntries: played.reduce((sum, { entries }) => sum + entries.length, 0) };
}

/** The stored files that a book's claims and verifications cite. */
function filesOf({ components }: Book): Evidence[] {
  const cited = [...components.values()].flatMap(({ claim, verification }) => [
    ...(claim?.evidence ?? []),
    ...(verification?.evidence ?? []),
  ]);
  return [...new Map(cited.map(({ id, sha256 }) => [id, sampleFile(id, { sha256 })])).values()];
}
