import * as z from 'zod';
import { shownNumber } from '../../lib/domain/amount.ts';
import { named } from '../../lib/domain/named.ts';
import { formatPoints } from '../../lib/domain/points.ts';
import { gradeOf, standingsOf } from '../../lib/domain/ranking/ranking.ts';
import type { Route } from '../contract/route.ts';
import {
  basisSchema,
  bilingual,
  formatQuery,
  gradeFields,
  idSchema,
  measuredReply,
  pageQuery,
  pointsText,
  quantityReply,
  revisionSchema,
  stateSchema,
} from '../contract/schemas.ts';
import { endpoint, type RequestOf } from '../http/endpoint.ts';
import { readApplied } from '../protocols/applied-score.ts';
import type { Dependencies } from '../protocols/dependencies.ts';

const cellReply = named('SummaryCell', () =>
  z.strictObject({
    component: z.string(),
    state: stateSchema(),
    value: quantityReply().nullable(),
    measured: measuredReply().nullable(),
    target: quantityReply().nullable(),
    points: pointsText(),
  }),
);

const rowReply = named('SummaryRow', () =>
  z.strictObject({
    district: idSchema(),
    name: bilingual(),
    group: z.string().nullable(),
    revision: revisionSchema(),
    rank: z.int(),
    score: pointsText(),
    ...gradeFields(),
    components: z.array(cellReply()),
  }),
);

const route = {
  name: 'getSummary',
  method: 'GET',
  path: '/v1/cycles/{cycle}/summary',
  function: 'reads',
  // A district reads no other district's values.
  roles: ['assessor', 'auditor', 'admin'],
  summary: { zh: '读取汇总表：各区县各项考核内容', en: 'Read every district by every component' },
  needs: ['cycle', 'page'],
  query: () => z.strictObject({ basis: basisSchema().default('verified'), ...pageQuery(), ...formatQuery() }),
  reply: {
    status: 200,
    schema: named('SummaryPage', () =>
      z.strictObject({
        cycle: z.string(),
        basis: basisSchema(),
        provisional: z.boolean(),
        version: z.int().meta({
          description:
            'Of this page; pages of other versions do not belong together. 本页的版本；版本不同的页不能合在一起使用。',
        }),
        items: z.array(rowReply()),
        nextCursor: z.string().optional(),
      }),
    ),
    isTable: true,
  },
  refusals: ['cursor-invalid'],
} as const satisfies Route;

/** Districts in the order of the cohort, each with all its components, at one version of the board. */
async function getSummary(needs: Dependencies, { query: { basis }, rules, page }: RequestOf<typeof route>) {
  const { cycle, scheme } = rules;
  const from = Number(page.after ?? 0);
  const positions = cycle.districts.map((_, position) => position).slice(from, from + page.limit);
  const explaining = import('../../lib/domain/scoring/score-book.ts');
  const [{ stored, inputs }, { scoreBook }] = await Promise.all([readApplied(needs, rules, positions), explaining]);
  const { version, board } = stored;
  const standings = standingsOf(scheme, cycle.districts, board);
  const { ranks } = standings[basis];
  const pointsOf = (units: number) => formatPoints(units, scheme.rounding.decimals);
  const items = positions.map((position, index) => {
    const { id: district, name, group } = cycle.districts[position]!;
    const { total, components } = scoreBook(standings.settled, position, inputs[index]!, basis);
    return {
      ...{ district, name, group, revision: board.revisions[position]!, rank: ranks[position]! },
      score: pointsOf(total),
      ...gradeOf(scheme, total, standings.settled.vetoesAt(position, basis)),
      components: components.map(({ component, state, value, measured, target, points }) => ({
        ...{ component: component.id, state, points: pointsOf(points) },
        ...{ value: value?.text ?? null, measured: measured && shownNumber(measured), target: target?.text ?? null },
      })),
    };
  });
  const next = from + page.limit < cycle.districts.length ? String(from + page.limit) : null;
  return { cycle: cycle.id, basis, provisional: cycle.state !== 'finalized', version, items, next };
}

export const getSummaryEndpoint = endpoint(route, getSummary, async (summary, wish) => {
  const { summaryFile } = await import('../../lib/exports/summary-table.ts');
  return summaryFile(summary, wish);
});
