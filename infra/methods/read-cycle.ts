import * as z from 'zod';
import { readJsonBody } from '../../functions/http/json-body.ts';
import { type Api, tell } from '../../lib/client/index.ts';
import type { District } from '../../lib/domain/cycle.ts';
import { readQuantity } from '../../lib/domain/quantity.ts';
import { type SchemeDocument, schemeSchema } from '../../lib/domain/scheme-document.ts';
import { readScheme } from '../../lib/terminal/connection.ts';
import { readGivenFile } from '../../lib/terminal/given-file.ts';
import type { Terminal } from '../../lib/terminal/terminal.ts';
import { UsageFault } from '../../lib/terminal/verb.ts';
import type { ReadBook } from './compare-methods.ts';
import { jsonFile } from './read-document.ts';

/** A cycle as a preview needs it. */
export interface ReadCycle {
  readonly id: string;
  readonly document: SchemeDocument;
  readonly districts: readonly District[];
}

/** Reads a cycle and the method it is scored by. */
export async function readCycle(api: Api, cycle: string): Promise<ReadCycle> {
  const { id, scheme, districts } = await tell(api.GET('/v1/cycles/{cycle}', { params: { path: { cycle } } }));
  return { id, document: schemeSchema().parse(await readScheme(api, scheme)), districts };
}

/** So many books are asked for at a time. */
const atOnce = 8;

/** Reads the books of a cycle's districts, in their order. */
export async function readBooks(
  api: Api,
  { id: cycle, districts }: ReadCycle,
  terminal: Terminal,
): Promise<ReadBook[]> {
  const books: ReadBook[] = [];
  const left = [...districts.entries()].reverse();
  let read = 0;
  const readOn = async () => {
    for (let next = left.pop(); next; next = left.pop()) {
      const params = { path: { cycle, district: next[1].id } };
      const { components } = await tell(api.GET('/v1/cycles/{cycle}/districts/{district}/book', { params }));
      books[next[0]] = new Map(components.map((each) => [each.component, each]));
      read += 1;
      terminal.progress({
        zh: `正在读取台账：${read}/${districts.length} 个区县`,
        en: `reading books: ${read} of ${districts.length} districts`,
      });
    }
  };
  await Promise.all(Array.from({ length: atOnce }, readOn));
  terminal.progress(null);
  return books;
}

const coefficientsShape = () =>
  z.record(
    z.string(),
    z.record(
      z.string(),
      z.string().refine((text) => typeof readQuantity(text) !== 'string'),
    ),
  );

/** The districts with coefficients out of a file in place of their own. */
export async function withCoefficients(
  districts: readonly District[],
  file: string | undefined,
): Promise<readonly District[]> {
  if (file === undefined) return districts;
  const read = readJsonBody(await readGivenFile(file), undefined, jsonFile);
  if (!read.ok) throw new UsageFault(read.detail);
  const { data } = coefficientsShape().safeParse(read.value);
  const ids = new Set(districts.map(({ id }) => id));
  if (!data || Object.keys(data).some((id) => !ids.has(id)))
    throw new UsageFault({
      zh: '系数文件须按周期中的区县编号给出十进制文本，例如 {"zhenhai": {"difficulty": "1.15"}}。',
      en: 'The file of coefficients holds decimal text by ids of the cycle’s districts: {"zhenhai": {"difficulty": "1.15"}}.',
    });
  return districts.map((district) => ({
    ...district,
    coefficients: { ...district.coefficients, ...data[district.id] },
  }));
}
