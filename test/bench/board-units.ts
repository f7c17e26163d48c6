import { marshall } from '@aws-sdk/util-dynamodb';
import { recalculateDistricts } from '../../functions/protocols/recalculate-districts.ts';
import { inputsOf } from '../../lib/domain/book.ts';
import { rebuild } from '../../lib/domain/recalculation/recalculate.ts';
import { apiClient } from '../support/api-client.ts';
import { type MemoryDependencies, memoryDependencies } from '../support/memory/dependencies.ts';
import { claimChange, targetChange } from '../support/sample-change.ts';
import { firstBoard, sampleCycle, sampleNow, sampleScheme } from '../support/sample-cycle.ts';
import { boardItemsAt, placeBoard } from '../support/stored-board.ts';
import { itemSizeBytes } from './item-size.ts';
import { firstInputs } from './stateless-board.ts';
import { drawWorkload } from './workload.ts';

const sizes = [13, 100, 1000, 3000, 10_000];
const seed = 20_260_101;
const rules = (size: number) => ({ cycle: sampleCycle('2019', size), scheme: sampleScheme });
type Rules = ReturnType<typeof rules>;

/**
 * Prints what one recalculation writes and what a reader of the whole board reads, by the sizes of the items: 2 units for
 * each kilobyte begun of every item of the transaction, 1 for each 4 KB begun of what the query brings.
 */
export async function measureBoardUnits(): Promise<void> {
  console.log('\nThe board in pieces, by the sizes of its items; everything claimed and verified');
  console.log('districts  own points  first place moves  blocks      bytes  read units');
  for (const size of sizes) {
    const [own, places, items] = await measure(size);
    const bytes = items.reduce((sum, item) => sum + item, 0);
    const cells = [String(size).padStart(9), String(own).padStart(10), String(places).padStart(17)];
    const board = [String(items.length - 1).padStart(6), String(bytes).padStart(9)];
    console.log([...cells, ...board, String(Math.ceil(bytes / 4096)).padStart(10)].join('  '));
  }
}

async function measure(size: number): Promise<readonly [own: number, places: number, items: number[]]> {
  const needs = memoryDependencies({ clock: { now: () => sampleNow } });
  const of = rules(size);
  await needs.cycles.create(of.cycle, firstBoard(of.cycle), null);
  await fillFirstBook(needs);
  await recalculateDistricts(needs, of, ['d-001']);
  await fillBoard(needs, of);
  const own = await unitsOf(needs, of, '5', '7');
  const places = await unitsOf(needs, of, '13', '999999');
  return [own, places, boardItemsAt(needs.table, '2019').map((item) => itemSizeBytes(marshall(item)))];
}

/** The units of the transaction that brings a claim of the first district to the board. */
async function unitsOf(needs: MemoryDependencies, of: Rules, component: string, value: string): Promise<number> {
  const { book } = (await needs.books.open('2019', 'd-001', [component], null))!;
  await needs.books.append(claimChange(book, value, [component]), null);
  const before = needs.table.records.length;
  await recalculateDistricts(needs, of, ['d-001']);
  const written = needs.table.records.slice(before);
  return written.reduce((sum, { item }) => sum + 2 * Math.ceil(itemSizeBytes(marshall(item)) / 1024), 0);
}

async function fillFirstBook(needs: MemoryDependencies): Promise<void> {
  const ids = sampleScheme.components.map(({ id }) => id);
  const book = async () => (await needs.books.open('2019', 'd-001', ids, null))!.book;
  for (const { id, target } of sampleScheme.components)
    if (target === 'assigned') await needs.books.append(targetChange(await book(), '20', id), null);
  await needs.books.append(claimChange(await book(), '16', ids), null);
  const { revision } = (await book()).head;
  const send = apiClient(needs);
  for (const id of ids) {
    const { status, text } = await send(`POST /v1/cycles/2019/districts/d-001/components/${id}/assessments`, {
      caller: { role: 'assessor', subject: 'bench-assessor' },
      body: {
        ...{ decision: 'verify', claimRevision: revision, reason: '属实' },
        ...(sampleScheme.components[sampleScheme.indexOf.get(id)!]!.onSite && {
          onSite: { visitedOn: '2019-12-01', participants: ['甲', '乙'] },
        }),
      },
    });
    if (status >= 300) throw new Error(`the claim of ${id} was not verified: ${text}`);
  }
}

/** All other districts as a workload draws them, their rows placed at once. */
async function fillBoard(needs: MemoryDependencies, { cycle }: Rules): Promise<void> {
  const matrix = drawWorkload(sampleScheme, cycle.districts.length, 1, seed);
  const { book } = (await needs.books.loadLabelled('2019', 'd-001'))!;
  const first = { revision: book.head.revision, inputs: inputsOf(sampleScheme, book.components) };
  const books = cycle.districts.map((_, district) => {
    const drawn = { revision: 75, inputs: firstInputs(sampleScheme, matrix, district, 'both') };
    return { district, ...(district === 0 ? first : drawn) };
  });
  const { version, at } = (await needs.boards.head('2019'))!;
  placeBoard(needs.table, '2019', { version, at, board: rebuild(sampleScheme, books).board });
}
