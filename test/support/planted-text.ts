import { readXlsx } from './read-xlsx.ts';

/** Names of the planted texts that stand in a file or an answer, also within a workbook's compressed parts. */
export async function plantedIn(bytes: Uint8Array, planted: Readonly<Record<string, string>>): Promise<string[]> {
  const isArchive = Buffer.from(bytes.subarray(0, 2)).toString('latin1') === 'PK';
  const texts = isArchive ? [...(await readXlsx(bytes)).parts.values()] : [Buffer.from(bytes).toString()];
  return Object.entries(planted).flatMap(([name, text]) => (texts.some((part) => part.includes(text)) ? [name] : []));
}
