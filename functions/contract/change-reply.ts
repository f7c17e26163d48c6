import * as z from 'zod';
import type { Cycle } from '../../lib/domain/cycle.ts';
import { named } from '../../lib/domain/named.ts';
import { formatPoints } from '../../lib/domain/points.ts';
import { type Move, rivalsNamedMax } from '../../lib/domain/recalculation/move.ts';
import type { Component } from '../../lib/domain/scheme.ts';
import { basisSchema, bilingual, idSchema, instantText, pointsText } from './schemas.ts';

const rivalsReply = named('Rivals', () =>
  z.strictObject({
    basis: basisSchema(),
    component: z.string(),
    districts: z.array(idSchema()),
    text: bilingual().meta({
      description: `A sentence that names the first ${rivalsNamedMax} of them. 说明的语句，最多列出前 ${rivalsNamedMax} 个区县。`,
    }),
  }),
);

const becauseReply = named('Because', () =>
  z.strictObject({
    kind: z.enum(['own-book', 'cohort']).meta({
      description:
        "`own-book`: the district's own book changed. `cohort`: values of other districts changed the places; `rivals` names those of this basis and component. `own-book`：本区县台账有变动。`cohort`：其他区县的数值影响了名次，同一口径、同一考核内容的区县见 `rivals`。",
    }),
  }),
);

const componentMoveReply = named('ComponentMove', () =>
  z.strictObject({ component: z.string(), points: z.array(pointsText()).length(2), because: becauseReply() }),
);

const moveReply = named('Move', () =>
  z.strictObject({
    district: idSchema(),
    basis: basisSchema(),
    score: z.array(pointsText()).length(2),
    rank: z.array(z.int()).length(2),
    components: z.array(componentMoveReply()).meta({
      description:
        'None: its rank alone moved, because others passed or fell behind. 为空时：得分未变，只因其他区县超过或落后而名次变动。',
    }),
  }),
);

const causeReply = named('Cause', () => z.strictObject({ district: idSchema(), revision: z.int() }));

/** One version of the board in the change feed. */
export const changeReply = named('Change', () =>
  z.strictObject({
    version: z.int(),
    at: instantText(),
    causes: z.array(causeReply()),
    rivals: z.array(rivalsReply()).optional().meta({
      description:
        'Whose values changed the places of a component, once for all whom they moved. 哪些区县的数值变动影响了某项考核内容的名次；对所有受影响的区县只列一次。',
    }),
    moved: z.array(moveReply()),
    continued: z.literal(true).optional().meta({
      description:
        'The rest of what this version moved is on the next page, under the same version. 本版本的其余变动在下一页，版本号相同。',
    }),
  }),
);

/** A change as it is told. */
export type ShownChange = z.input<ReturnType<typeof changeReply>>;

/** What a district gained or lost; why in a word. */
export function showMove(
  { districts }: Cycle,
  decimals: number,
  { district, basis, score, rank, components }: Move,
): ShownChange['moved'][number] {
  return {
    district: districts[district]!.id,
    basis,
    score: score.map((points) => formatPoints(points, decimals)),
    rank: [...rank],
    components: components.map(({ component, points, because }) => ({
      component,
      points: points.map((value) => formatPoints(value, decimals)),
      because: { kind: because.kind },
    })),
  };
}

/** Whose values changed the places of a component, or what its formulas look at, with a sentence for people. */
export function showRivals(
  { districts }: Cycle,
  basis: Move['basis'],
  component: string,
  positions: readonly number[],
  scored: Pick<Component, 'rule'> | undefined,
): NonNullable<ShownChange['rivals']>[number] {
  const rivals = positions.map((position) => districts[position]!);
  const named = rivals.slice(0, rivalsNamedMax);
  const more = rivals.length - named.length;
  const what = scored?.rule.sees === 'own' ? { zh: '得分', en: 'the points' } : { zh: '名次', en: 'the places' };
  const text = {
    zh: `其他区县的数值有变动，影响了${what.zh}：${named.map(({ name }) => name.zh).join('、')}${more > 0 ? `等 ${rivals.length} 个区县` : ''}。`,
    en: `Values of other districts changed ${what.en}: ${named.map(({ name }) => name.en).join(', ')}${more > 0 ? ` and ${more} more` : ''}.`,
  };
  return { basis, component, districts: rivals.map(({ id }) => id), text };
}
