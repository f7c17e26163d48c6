import { readXlsx, writeXlsx } from 'hucre/xlsx';
import { fileMediaTypes } from '../../functions/contract/schemas.ts';
import type { LocalClient } from '../support/local-client.ts';
import { Office } from '../support/office.ts';
import { onOwnLocalRun, openCycle } from './own-local-run.ts';

const districts = 100;
const [cycle, assessor] = ['bench', { role: 'assessor', subject: 'bench' } as const];
const address = `/v1/cycles/${cycle}`;

/**
 * Prints how long the targets of a hundred districts take on a local run of its own, as the template that was filled in
 * and saved by LibreOffice, and as CSV: tried, imported, and sent again.
 */
export async function measureImport(): Promise<void> {
  const office = new Office();
  try {
    await onOwnLocalRun(async (client) => {
      const ids = Array.from({ length: districts }, (_, at) => `d-${at}`);
      await openCycle(client, cycle, ids);
      const [sheet] = (await readXlsx(await template(client))).sheets;
      const filledBy = (add: number) => sheet!.rows.map((row, at) => (at === 0 ? row : [...row.slice(0, 4), at + add]));
      console.log(
        `\nTargets of ${districts} districts by file, ${sheet!.rows.length - 1} rows (local run; milliseconds)`,
      );
      const workbook = await writeXlsx({ sheets: [{ name: '任务', rows: filledBy(0.5) }] });
      await measure(client, 'xlsx', new Uint8Array(await office.saveAs('targets.xlsx', workbook, 'xlsx')));
      await measure(
        client,
        'csv',
        Buffer.from(
          filledBy(0.25)
            .map((row) => `${row.join()}\n`)
            .join(''),
        ),
      );
    });
  } finally {
    office.close();
  }
}

async function template(client: LocalClient): Promise<Uint8Array> {
  const headers = { authorization: `Bearer ${await client.token(assessor)}` };
  const answer = await fetch(`${client.url}${address}/import-template?kind=targets&format=xlsx`, { headers });
  return new Uint8Array(await answer.arrayBuffer());
}

async function measure(client: LocalClient, format: 'csv' | 'xlsx', bytes: Uint8Array<ArrayBuffer>): Promise<void> {
  const authorization = `Bearer ${await client.token(assessor)}`;
  const headers = { authorization, 'content-type': fileMediaTypes[format] };
  const millisecondsOf = async (query: string, list: 'accepted' | 'unchanged') => {
    const begunAt = performance.now();
    const answer = await fetch(`${client.url}${address}/imports${query}`, { method: 'POST', headers, body: bytes });
    const report = (await answer.json()) as Record<typeof list, unknown[]>;
    const milliseconds = performance.now() - begunAt;
    if (answer.status !== 200 || report[list].length === 0) throw new Error(`answered ${answer.status}`);
    return milliseconds.toFixed(0).padStart(6);
  };
  const dry = await millisecondsOf('?dryRun=true', 'accepted');
  const written = await millisecondsOf('', 'accepted');
  const again = await millisecondsOf('', 'unchanged');
  const kilobytes = (bytes.length / 1000).toFixed(0);
  console.log(
    `  ${format.padEnd(4)} ${kilobytes.padStart(4)} KB   tried ${dry}   imported ${written}   again ${again}`,
  );
}
