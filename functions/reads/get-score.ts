import * as z from 'zod';
import { shownNumber } from '../../lib/domain/amount.ts';
import { named } from '../../lib/domain/named.ts';
import { formatPoints } from '../../lib/domain/points.ts';
import { gradeOf, standingsOf } from '../../lib/domain/ranking/ranking.ts';
import type { ComponentScore } from '../../lib/domain/scoring/score-component.ts';
import type { Route } from '../contract/route.ts';
import {
  basisSchema,
  bilingual,
  categoryPoints,
  countText,
  formatQuery,
  gradeFields,
  measuredReply,
  pointsText,
  quantityReply,
  revisionSchema,
  stateSchema,
} from '../contract/schemas.ts';
import { endpoint, type RequestOf } from '../http/endpoint.ts';
import { readApplied, refuseOlder } from '../protocols/applied-score.ts';
import type { Dependencies } from '../protocols/dependencies.ts';

const stepReply = named('Step', () => z.strictObject({ clause: z.string(), text: bilingual() }));

const gapReply = named('Gap', () =>
  z.strictObject({ amount: quantityReply(), points: pointsText(), text: bilingual() }),
);

const componentReply = named('ComponentScore', () =>
  z.strictObject({
    component: z.string(),
    points: pointsText(),
    fullPoints: pointsText(),
    state: stateSchema(),
    value: quantityReply()
      .nullable()
      .meta({ description: 'What counts; `null` for a number that is measured. 计分所用数值；测算的为 `null`。' }),
    measured: measuredReply().nullable().meta({
      description:
        'What the formula of a component with a measure came to; `null` for others, and while it lacks a number. 有测算式的考核内容的测算值；其余为 `null`，缺少数值时亦为 `null`。',
    }),
    target: quantityReply().nullable(),
    place: z.int().nullable(),
    steps: z.array(stepReply()),
    /** With `amount` more and the other districts as they are, the component earns `points`. */
    gaps: z.array(gapReply()),
  }),
);

const route = {
  name: 'getScore',
  method: 'GET',
  path: '/v1/cycles/{cycle}/districts/{district}/score',
  function: 'reads',
  roles: ['district', 'assessor', 'auditor', 'admin'],
  summary: { zh: '读取区县得分及每一分的由来', en: "Read a district's score and how every point arose" },
  needs: ['cycle', 'district'],
  query: () =>
    z.strictObject({
      basis: basisSchema().default('verified'),
      minRevision: countText(0, 999_999_999).optional().meta({
        description:
          'The score of a book of at least this revision, else 409 `not-yet-applied`. 得分须已计入台账的此修订，否则应答 409 `not-yet-applied`。',
      }),
      ...formatQuery(),
    }),
  reply: {
    status: 200,
    schema: named('Score', () =>
      z.strictObject({
        cycle: z.string(),
        district: z.string(),
        basis: basisSchema(),
        provisional: z.boolean(),
        revision: revisionSchema(),
        version: z.int(),
        rank: z.int(),
        score: pointsText(),
        categories: categoryPoints(),
        ...gradeFields(),
        components: z.array(componentReply()),
      }),
    ),
    tag: 'content',
    isTable: true,
  },
  refusals: ['not-yet-applied'],
} as const satisfies Route;

/** A district's score at one version of the board, every component with its steps. */
async function getScore(needs: Dependencies, { path, query, rules, position }: RequestOf<typeof route>) {
  const { cycle, scheme } = rules;
  // Meanwhile what explains points is loaded: those who ask for ranks and books do without [T 73].
  const explaining = import('../../lib/domain/scoring/score-book.ts');
  const [{ stored, inputs }, { scoreBook }] = await Promise.all([readApplied(needs, rules, [position]), explaining]);
  const refusal = refuseOlder(cycle, stored.board, [{ district: path.district, revision: query.minRevision ?? 0 }]);
  if (refusal) return refusal;
  const standings = standingsOf(scheme, cycle.districts, stored.board);
  const { ranks } = standings[query.basis];
  const score = scoreBook(standings.settled, position, inputs[0]!, query.basis);
  const { decimals } = scheme.rounding;
  return {
    cycle: cycle.id,
    district: path.district,
    basis: query.basis,
    provisional: cycle.state !== 'finalized',
    revision: stored.board.revisions[position]!,
    version: stored.version,
    rank: ranks[position]!,
    score: formatPoints(score.total, decimals),
    categories: Object.fromEntries(
      scheme.categories.map(({ id }, index) => [id, formatPoints(score.categories[index]!, decimals)]),
    ),
    ...gradeOf(scheme, score.total, standings.settled.vetoesAt(position, query.basis)),
    components: score.components.map((component) => showComponent(component, decimals)),
  };
}

function showComponent(scored: ComponentScore, decimals: number) {
  const { component, points, state, value, measured, target, place, steps } = scored;
  return {
    component: component.id,
    points: formatPoints(points, decimals),
    fullPoints: formatPoints(component.full, decimals),
    state,
    value: value?.text ?? null,
    measured: measured && shownNumber(measured),
    target: target?.text ?? null,
    place,
    steps,
    gaps: scored.gaps().map((gap) => ({ ...gap, points: formatPoints(gap.points, decimals) })),
  };
}

export const getScoreEndpoint = endpoint(route, getScore, async (score, wish) => {
  const { scoreFile } = await import('../../lib/exports/score-table.ts');
  return scoreFile(score, wish);
});
