import { resultNames, resultPrefix } from '../../../functions/protocols/finalization/result-names.ts';
import { closingName, readAnchor } from '../../../lib/domain/anchor.ts';
import type { BookComponent, Head } from '../../../lib/domain/book.ts';
import type { AuditEntry } from '../../../lib/domain/book-change.ts';
import { blockersOf } from '../../../lib/domain/completeness.ts';
import type { Cycle } from '../../../lib/domain/cycle.ts';
import { sha256 } from '../../../lib/domain/digest.ts';
import { buildSnapshot, salted, snapshotDigest } from '../../../lib/domain/finalization/build-snapshot.ts';
import type { CycleStep, Final, Reopening } from '../../../lib/domain/finalization/sealing.ts';
import type { Snapshot } from '../../../lib/domain/finalization/snapshot.ts';
import { bookOf, readEvidence, readHead } from '../../../lib/stores/book-items.ts';
import { readCycle } from '../../../lib/stores/cycle-items.ts';
import { fieldsOf, type Item, type ItemKey, keys } from '../../../lib/stores/table.ts';
import { verifySnapshot } from '../../../lib/verifier/verify-snapshot.ts';
import type { MemoryDependencies } from '../memory/dependencies.ts';
import type { MemoryRecord, MemoryTable } from '../memory/memory-table.ts';
import { sampleScheme } from '../sample-cycle.ts';
import { peekBoard } from '../stored-board.ts';

const year = '2019';

/** Everything that must hold once a year is finalized and exported: what is wrong, in words. */
export async function yearEndFaults(needs: MemoryDependencies, before: MemoryTable): Promise<string[]> {
  const cycle = (await needs.cycles.load(year))!;
  if (cycle.state !== 'finalized' || !cycle.sealing.isExported) return [`the cycle ended in ${cycle.state}`];
  const found = new YearLog(before).follow(needs.table.records);
  const prefixes = new Set<string>();
  for (let revision = 1; revision <= cycle.sealing.revision; revision++) {
    const final = await needs.seals.load(year, revision);
    if (!final) return [...found, `there is no sealed result ${revision}`];
    const snapshot = JSON.parse(await needs.seals.read(final)) as Snapshot;
    found.push(...fileFaults(needs, final, snapshot));
    prefixes.add(resultPrefix(final));
  }
  if (await needs.seals.load(year, cycle.sealing.revision + 1)) found.push('there is a result beyond the last one');
  for (const name of needs.results.all().keys())
    if (![...prefixes].some((prefix) => name.startsWith(`${prefix}/`)))
      found.push(`${name} belongs to no sealed result`);
  return [...found, ...(await headFaults(needs, cycle))];
}

/** Every file is there, and the published snapshot is the sealed one and holds. */
function fileFaults({ results }: MemoryDependencies, final: Final, snapshot: Snapshot): string[] {
  const files = results.all();
  const file = (name: string) => files.get(`${resultPrefix(final)}/${name}`);
  const missing = resultNames(snapshot, { role: 'auditor', district: null }).filter((name) => !file(name));
  if (missing.length > 0) return [`of result ${final.revision} ${missing.join(', ')} missing`];
  const { bytes } = file('snapshot.json')!;
  const audit = file('audit.ndjson')!.bytes;
  const form = file('public.json')!.bytes;
  const { differences } = verifySnapshot(bytes, { audit, sha256: final.sha256, publicForm: form });
  const published = verifySnapshot(form, { sha256: final.publicSha256 });
  return [
    ...(sha256(bytes) === final.sha256 ? [] : ['snapshot.json is not what was sealed']),
    ...[...differences, ...published.differences].map(
      (difference) => `the verifier finds ${JSON.stringify(difference)}`,
    ),
  ];
}

/** All gates are closed, and nothing was written that the last result does not hold. */
async function headFaults({ books, seals }: MemoryDependencies, cycle: Cycle): Promise<string[]> {
  const last = JSON.parse(await seals.read((await seals.load(year, cycle.sealing.revision))!)) as Snapshot;
  const found: string[] = [];
  for (const { district, revision, auditHead } of last.rows) {
    const [head] = await books.heads(year, [district]);
    if (head!.portalGate === 'open' || head!.assessorGate === 'open') found.push(`a gate of ${district} is open`);
    if (head!.revision !== revision || head!.auditHead !== auditHead)
      found.push(`${district} was sealed at ${revision} and is at ${head!.revision}`);
  }
  return found;
}

/** Follows every write in its order, and says where one should not have been. */
class YearLog {
  readonly #items: Map<string, Item>;
  readonly #found: string[] = [];
  #closingBegunAt = '';
  #scope: readonly string[] | null = null;

  constructor(before: MemoryTable) {
    this.#items = new Map(before.items);
  }

  follow(records: readonly MemoryRecord[]): string[] {
    let steps = 0;
    for (const { key, item } of records) {
      if (key.sk.startsWith('AUDIT#')) this.#entry(fieldsOf(item));
      if (key.sk.startsWith('STEP#')) this.#step(fieldsOf(item), ++steps);
      if (key.sk.startsWith('REOPENING#')) this.#scope = fieldsOf<Reopening>(item).districts;
      if (key.sk.startsWith('FINAL#')) this.#final(fieldsOf(item));
      if (key.pk === 'RESULTS') this.#file(key.sk);
      if (key.pk === 'ANCHORS' && this.#peek(key)) this.#found.push(`the anchor ${key.sk} was written over`);
      this.#items.set(`${key.pk} ${key.sk}`, item);
    }
    return this.#found;
  }

  #peek({ pk, sk }: ItemKey): Item | null {
    return this.#items.get(`${pk} ${sk}`) ?? null;
  }

  #there({ pk, sk }: ItemKey): Item {
    return this.#items.get(`${pk} ${sk}`)!;
  }

  get #cycle(): Cycle {
    return readCycle(this.#peek(keys.cycle(year)))!;
  }

  #entry({ district, revision, epoch, role, at }: AuditEntry): void {
    const name = `revision ${revision} of ${district}`;
    const { state, epoch: now, submissionsCloseAt } = this.#cycle;
    if (state === 'finalized') this.#found.push(`${name} was written into a finalized cycle`);
    if (epoch !== now) this.#found.push(`${name} is of epoch ${epoch} in epoch ${now}`);
    if (now > 1 && !this.#scope?.includes(district)) this.#found.push(`${name} is outside the reopening's scope`);
    if (role === 'district' && at >= submissionsCloseAt) this.#found.push(`${name} was received at ${at}, too late`);
  }

  #step({ kind, number, at }: CycleStep, count: number): void {
    if (number !== count) this.#found.push(`step ${number} where ${count} belongs`);
    if (kind === 'closing-begun') this.#closingBegunAt = at;
  }

  /** What is sealed is what the books held at that moment, under the instant at which closing began. */
  #final(final: Final): void {
    if (this.#peek(keys.final(year, final.revision))) this.#found.push(`result ${final.revision} was written over`);
    // The transition is written before the result that it belongs to: what was sealed before is not told by it any more.
    const cycle = this.#cycle;
    const sealing = {
      ...cycle.sealing,
      revision: final.revision - 1,
      sha256: final.supersedes?.sha256 ?? null,
      closingAt: this.#closingBegunAt,
    };
    const books = cycle.districts.map(({ id }) => ({
      head: readHead(this.#there(keys.head(year, id))),
      components: this.#components(id),
    }));
    const { revisions } = peekBoard({ items: this.#items }, year).board;
    books.forEach(({ head }, position) => {
      if (head.portalGate === 'open' || head.assessorGate === 'open')
        this.#found.push(`sealed while a gate of ${head.district} was open`);
      if (revisions[position] !== head.revision)
        this.#found.push(`sealed on a board that lags behind ${head.district}`);
    });
    this.#anchored(
      cycle,
      books.map(({ head }) => head),
    );
    for (const { head, components } of books) this.#locked(head.district, [...components.values()]);
    const blockers = books.flatMap((book) => blockersOf(sampleScheme, book, []));
    const expected = buildSnapshot({ cycle: { ...cycle, sealing }, scheme: sampleScheme, books, blockers });
    const { value: secret } = this.#there(keys.secret('commitment-key'));
    if (snapshotDigest(salted(expected, secret as string)) !== final.sha256)
      this.#found.push(`result ${final.revision} is not what the books held`);
  }

  /** The heads that are sealed were anchored by the closing before: the transition that seals is the step after it. */
  #anchored({ epoch, steps }: Cycle, heads: readonly Head[]): void {
    const kept = this.#peek({ pk: 'ANCHORS', sk: `${year}/${closingName(epoch, steps - 1)}` });
    const anchored = kept ? readAnchor(kept.text as string, year).heads.map(({ auditHead }) => auditHead) : [];
    if (heads.some(({ auditHead }, position) => auditHead !== anchored[position]))
      this.#found.push('sealed before its heads were anchored');
  }

  #locked(district: string, components: readonly BookComponent[]): void {
    for (const { id } of components.flatMap(({ verification }) => verification?.evidence ?? [])) {
      const { objectKey, versionId } = readEvidence(this.#there(keys.evidence(year, district, id)));
      if (!this.#peek({ pk: 'LOCKED', sk: `${objectKey}?${versionId}` }))
        this.#found.push(`sealed while the file ${id} of ${district} could still be deleted`);
    }
  }

  #components(district: string): Map<string, BookComponent> {
    const { pk } = keys.head(year, district);
    return new Map(bookOf([...this.#items.values()].filter((item) => item.pk === pk))!.components);
  }

  #file(name: string): void {
    const [, , revision, digest] = name.split('/');
    if (this.#peek(keys.final(year, Number(revision)))?.sha256 !== digest)
      this.#found.push(`${name} was written before its result was sealed`);
  }
}
