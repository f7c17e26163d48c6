import { z } from 'zod';
import { type Book, inputsOf } from '../lib/domain/book.ts';
import { type ComponentCompleteness, completenessOf, type Missing } from '../lib/domain/completeness.ts';
import { formatPoints } from '../lib/domain/points.ts';
import type { Board } from '../lib/domain/recalculation/board.ts';
import { isRejection } from '../lib/domain/rejection.ts';
import { scoreBook } from '../lib/domain/scoring/score-book.ts';
import { type OpenAssessment, orderWork } from '../lib/domain/work-list.ts';
import { missingSchema } from './get-completeness.ts';
import { readBoard } from './shared/applied-score.ts';
import { countText, idSchema } from './shared/contract-schemas.ts';
import { type CycleRules, rulesOf } from './shared/cycle-rules.ts';
import type { Dependencies } from './shared/dependencies.ts';
import { endpoint, type RequestOf } from './shared/endpoint.ts';
import type { Route } from './shared/route.ts';

const booksAtOnce = 25;
const workItemsMax = 1000;

const route = {
  name: 'getWorkList',
  method: 'GET',
  path: '/v1/cycles/{cycle}/completeness',
  function: 'reads',
  roles: ['assessor', 'auditor', 'admin'],
  summary: {
    zh: '全周期还缺什么；待核定的申报按其还能改变的名次排序',
    en: 'What the cycle still lacks; open assessments ordered by what can still change a rank',
  },
  query: z.strictObject({ limit: countText(1, workItemsMax).optional() }),
  reply: {
    status: 200,
    schema: z.strictObject({
      cycle: z.string(),
      version: z.int(),
      districts: z.array(z.strictObject({ district: idSchema, missing: z.partialRecord(missingSchema, z.int()) })),
      open: z.int().meta({ description: 'Open assessments in all; `work` gives the first of them.' }),
      work: z.array(
        z.strictObject({
          district: idSchema,
          component: z.string(),
          missing: z.array(missingSchema),
          stale: z.boolean(),
          swing: z.string().meta({
            description:
              'Points that the assessment can move: by a verification of the claim as it is, by a deduction at most.',
          }),
          rank: z.int(),
          rankIfVerified: z.int(),
        }),
      ),
    }),
  },
} as const satisfies Route;

/** The assessors' list: what is open in all books, first what decides between ranks. */
async function getWorkList(needs: Dependencies, { path, query }: RequestOf<typeof route>) {
  const rules = await rulesOf(needs, path.cycle);
  if (isRejection(rules)) return rules;
  const { cycle, scheme } = rules;
  const { board, version } = await readBoard(needs, cycle.id);
  const books = (await allBooks(needs, rules)).map((book) => {
    // Kinds of files are not shown here, so that the files of all books need not be read.
    const components = completenessOf(scheme, book, [], cycle.evidenceRequired);
    return { book, components: new Map(components.map((item) => [item.component, item])) };
  });
  const districts = books.map(({ book, components }) => {
    return { district: book.head.district, missing: countMissing(components.values()) };
  });
  const open = books.flatMap(({ book, components }, position) =>
    openAssessments(rules, board, position, book, components),
  );
  const work = orderWork(board, open)
    .slice(0, query.limit ?? workItemsMax)
    .map(({ district, component, swing, rank, rankIfVerified }) => {
      const { missing, stale } = books[district]!.components.get(component)!;
      return {
        district: cycle.districts[district]!.id,
        component,
        missing: [...missing],
        stale,
        swing: signed(rules, swing),
        rank,
        rankIfVerified,
      };
    });
  return { status: 200, body: { cycle: cycle.id, version, districts, open: open.length, work } } as const;
}

function signed({ scheme }: CycleRules, units: number): string {
  return `${units < 0 ? '-' : ''}${formatPoints(Math.abs(units), scheme.rounding.places)}`;
}

async function allBooks({ books }: Dependencies, { cycle }: CycleRules): Promise<Book[]> {
  const all: Book[] = [];
  for (let at = 0; at < cycle.districts.length; at += booksAtOnce) {
    const chunk = cycle.districts.slice(at, at + booksAtOnce);
    const loaded = await Promise.all(chunk.map(({ id }) => books.load(cycle.id, id)));
    all.push(...loaded.map((book) => book!));
  }
  return all;
}

const forAssessors: ReadonlySet<Missing> = new Set(['assessment', 'deduction', 'new-assessment']);

/** Components that wait for an assessor, with the points that the assessment can move. */
function openAssessments(
  { scheme }: CycleRules,
  board: Board,
  district: number,
  book: Book,
  components: ReadonlyMap<string, ComponentCompleteness>,
): OpenAssessment[] {
  const inputs = inputsOf(scheme, book.components);
  const claimed = scoreBook(scheme, inputs, 'claimed', board.claimed.competitive).components;
  const verified = scoreBook(scheme, inputs, 'verified', board.verified.competitive).components;
  return scheme.components.flatMap(({ id, full }, index) => {
    const { missing } = components.get(id)!;
    if (!missing.some((what) => forAssessors.has(what))) return [];
    const most = missing.includes('deduction') ? full : claimed[index]!.points;
    return [{ district, component: id, swing: most - verified[index]!.points }];
  });
}

function countMissing(components: Iterable<ComponentCompleteness>): Partial<Record<Missing, number>> {
  const counts: Partial<Record<Missing, number>> = {};
  for (const { missing } of components) for (const what of missing) counts[what] = (counts[what] ?? 0) + 1;
  return counts;
}

export const getWorkListEndpoint = endpoint(route, getWorkList);
