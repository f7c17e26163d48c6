import * as z from 'zod';
import type { Cycle } from '../../lib/domain/cycle.ts';
import { digestOf } from '../../lib/domain/digest.ts';
import { named } from '../../lib/domain/named.ts';
import { formatPoints, type PointUnits } from '../../lib/domain/points.ts';
import type { StoredBoard } from '../../lib/domain/ports.ts';
import { type RankingRow, rankCohort, standingsOf } from '../../lib/domain/ranking/ranking.ts';
import { rejectFaults } from '../../lib/domain/rejection.ts';
import type { Scheme } from '../../lib/domain/scheme.ts';
import { BookNumbers } from '../../lib/domain/scoring/book-numbers.ts';
import type { Rejection } from '../contract/refusals.ts';
import type { Route } from '../contract/route.ts';
import {
  basisSchema,
  bilingual,
  categoryPoints,
  formatQuery,
  gradeFields,
  idSchema,
  instantText,
  pointsText,
  revisionSchema,
} from '../contract/schemas.ts';
import { endpoint, type RequestOf } from '../http/endpoint.ts';
import { readApplied, readBoard, refuseOlder } from '../protocols/applied-score.ts';
import type { CycleRules } from '../protocols/cycle-rules.ts';
import type { Dependencies } from '../protocols/dependencies.ts';

const AWAITED = /^[a-z0-9][a-z0-9-]{0,31}@[0-9]{1,9}(,[a-z0-9][a-z0-9-]{0,31}@[0-9]{1,9})*$/;

const rowReply = named('RankingRow', () =>
  z.strictObject({
    rank: z.int(),
    district: idSchema(),
    name: bilingual(),
    score: pointsText(),
    categories: categoryPoints(),
    ...gradeFields(),
    revision: revisionSchema(),
  }),
);

const route = {
  name: 'getRanking',
  method: 'GET',
  path: '/v1/cycles/{cycle}/ranking',
  function: 'reads',
  roles: ['district', 'assessor', 'auditor', 'admin'],
  summary: { zh: '读取排名', en: 'Read the ranking' },
  needs: ['cycle'],
  query: () =>
    z.strictObject({
      basis: basisSchema().default('verified'),
      group: z
        .string()
        .max(64)
        .optional()
        .meta({ description: 'The districts of this group alone. 只列该分组的区县。' }),
      category: z
        .string()
        .max(64)
        .optional()
        .meta({ description: 'By the points of this category. 按该类别的得分排名。' }),
      component: z
        .string()
        .max(64)
        .optional()
        .meta({ description: 'By the points of this component. 按该考核内容的得分排名。' }),
      min: z.string().max(4000).regex(AWAITED, 'awaited').optional().meta({
        description:
          'A ranking that holds these revisions, else 409 `not-yet-applied`: district@revision, several joined by commas. 排名须已计入这些修订，否则应答 409 `not-yet-applied`：区县编号@修订号，多个用逗号连接。',
      }),
      ...formatQuery(),
    }),
  reply: {
    status: 200,
    schema: named('Ranking', () =>
      z.strictObject({
        cycle: z.string(),
        scheme: z.string(),
        basis: basisSchema(),
        group: z.string().optional(),
        category: z.string().optional(),
        component: z.string().optional(),
        provisional: z.boolean(),
        version: z.int(),
        asOf: instantText(),
        digest: z.string().meta({
          description:
            'SHA-256 of what is ranked and the rows, as canonical JSON. 排名范围与各行的规范 JSON 的 SHA-256。',
        }),
        rows: z.array(rowReply()),
      }),
    ),
    tag: 'content',
    isTable: true,
  },
  refusals: ['not-yet-applied', 'unknown-component'],
} as const satisfies Route;

type Query = RequestOf<typeof route>['query'];

/** The ranking of a cohort or a group, by the total, a category or a component. */
async function getRanking(needs: Dependencies, { query, rules }: RequestOf<typeof route>) {
  const { cycle, scheme } = rules;
  const refusal = refuseUnknown(rules, query);
  if (refusal) return refusal;
  const { stored, points } = await read(needs, rules, query);
  const awaited = (query.min ?? '')
    .split(',')
    .filter(Boolean)
    .map((pair) => pair.split('@') as [string, string]);
  const older = refuseOlder(
    cycle,
    stored.board,
    awaited.map(([district, revision]) => ({ district, revision: Number(revision) })),
  );
  if (older) return older;
  const category =
    query.category === undefined ? undefined : scheme.categories.findIndex(({ id }) => id === query.category);
  const rows = rankCohort(scheme, cycle, stored.board, { basis: query.basis, group: query.group, category, points });
  return show(cycle, scheme, query, stored, rows);
}

function refuseUnknown({ cycle, scheme }: CycleRules, { group, category, component }: Query): Rejection | null {
  const outOf = (key: keyof Query, zh: string, en: string) =>
    rejectFaults([
      { path: [key], code: key === 'component' ? 'unknown-component' : 'value-out-of-range', message: { zh, en } },
    ]);
  if (group !== undefined && cycle.districts.every((district) => district.group !== group))
    return outOf('group', '该周期没有这个分组。', 'The cycle has no such group.');
  if (category !== undefined && scheme.categories.every(({ id }) => id !== category))
    return outOf('category', '考核办法没有这个类别。', 'The scheme has no such category.');
  if (component !== undefined && !scheme.indexOf.has(component))
    return outOf('component', '考核办法没有这个考核内容编号。', 'The scheme has no such component.');
  if (category !== undefined && component !== undefined)
    return outOf('category', '类别与考核内容只能选一个。', 'Rank by a category or by a component, not both.');
  return null;
}

/** The board; and for a ranking by component the points of each district, of the same version. */
async function read(
  needs: Dependencies,
  rules: CycleRules,
  query: Query,
): Promise<{ stored: StoredBoard; points?: PointUnits[] }> {
  const { cycle, scheme } = rules;
  if (query.component === undefined) return { stored: await readBoard(needs, cycle.id) };
  const component = scheme.components[scheme.indexOf.get(query.component)!]!;
  const positions = cycle.districts.map((_, position) => position);
  if (component.competitive < 0) {
    const { stored, inputs } = await readApplied(needs, rules, positions);
    return {
      stored,
      points: inputs.map((own, position) =>
        new BookNumbers(scheme, own, cycle.districts[position]!.coefficients ?? {}).pointsOf(component, query.basis),
      ),
    };
  }
  const stored = await readBoard(needs, cycle.id);
  const settled = standingsOf(scheme, cycle.districts, stored.board).settled.settle(component, query.basis);
  return { stored, points: positions.map((position) => settled.pointsAt(position)) };
}

function show(
  cycle: Cycle,
  scheme: Scheme,
  { basis, group, category, component }: Query,
  stored: StoredBoard,
  rows: readonly RankingRow[],
) {
  const { decimals } = scheme.rounding;
  const shown = rows.map(({ rank, district, points, categories, graded, revision }) => ({
    rank,
    district: district.id,
    name: district.name,
    score: formatPoints(points, decimals),
    categories: Object.fromEntries(
      scheme.categories.map(({ id }, index) => [id, formatPoints(categories[index]!, decimals)]),
    ),
    ...graded,
    revision,
  }));
  const ranked = { cycle: cycle.id, scheme: scheme.id, basis, group, category, component };
  const digest = `sha256:${digestOf({ ...ranked, rows: shown })}`;
  return {
    ...ranked,
    provisional: cycle.state !== 'finalized',
    version: stored.version,
    asOf: stored.at,
    digest,
    rows: shown,
  };
}

export const getRankingEndpoint = endpoint(route, getRanking, async (ranking, wish) => {
  const { rankingFile } = await import('../../lib/exports/ranking-table.ts');
  return rankingFile(ranking, wish);
});
