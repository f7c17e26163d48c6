import { sha256 } from '../domain/digest.ts';
import { snapshotText } from '../domain/finalization/build-snapshot.ts';
import { hasPublicForm, publicSnapshot, publicSnapshotText } from '../domain/finalization/public-snapshot.ts';
import type { ResultFile } from '../domain/finalization/result-ports.ts';
import type { Snapshot } from '../domain/finalization/snapshot.ts';
import { certificate } from './certificate.ts';
import { explainResult } from './explained-result.ts';
import { rankingCsv } from './ranking-csv.ts';
import { resultWorkbook } from './result-workbook.ts';

/**
 * All files of a sealed result: `snapshot.json` and its public form `public.json` where it has one, `ranking.csv`,
 * `result.xlsx` and a certificate a district. A pure function of the snapshot: made twice, on any machine, they are the
 * same bytes.
 */
export async function makeResultFiles(snapshot: Snapshot): Promise<ResultFile[]> {
  const encoder = new TextEncoder();
  const sealed = encoder.encode(snapshotText(snapshot));
  const digest = sha256(sealed);
  const result = explainResult(snapshot);
  return [
    { name: 'snapshot.json', contentType: 'application/json', bytes: sealed },
    ...(hasPublicForm(snapshot) ? [publicFile(snapshot)] : []),
    { name: 'ranking.csv', contentType: 'text/csv; charset=utf-8', bytes: rankingCsv(snapshot) },
    {
      name: 'result.xlsx',
      contentType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
      bytes: await resultWorkbook(result),
    },
    ...result.districts.map((district) => ({
      name: `certificates/${district.sealed.district}.html`,
      contentType: 'text/html; charset=utf-8',
      bytes: encoder.encode(certificate(snapshot, district, digest)),
    })),
  ];
}

function publicFile(snapshot: Snapshot): ResultFile {
  const text = publicSnapshotText(publicSnapshot(snapshot));
  return { name: 'public.json', contentType: 'application/json', bytes: new TextEncoder().encode(text) };
}
