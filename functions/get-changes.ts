import { z } from 'zod';
import type { Cycle } from '../lib/domain/cycle.ts';
import { formatPoints } from '../lib/domain/points.ts';
import type { ChangeEntry } from '../lib/domain/ports.ts';
import type { Because, Move } from '../lib/domain/recalculation/moves.ts';
import { isRejection, type Rejection, reject } from '../lib/domain/rejection.ts';
import {
  basisSchema,
  bilingual,
  countText,
  idSchema,
  instantText,
  pageQuery,
  pageSizeDefault,
  pointsText,
} from './shared/contract-schemas.ts';
import { readCursor, writeCursor } from './shared/cursors.ts';
import { rulesOf } from './shared/cycle-rules.ts';
import type { Dependencies } from './shared/dependencies.ts';
import { endpoint, type RequestOf } from './shared/endpoint.ts';
import { fittingPage } from './shared/fitting-page.ts';
import type { Route } from './shared/route.ts';

const moveReply = z.strictObject({
  district: idSchema,
  basis: basisSchema,
  score: z.array(pointsText).length(2),
  rank: z.array(z.int()).length(2),
  components: z.array(
    z.strictObject({
      component: z.string(),
      points: z.array(pointsText).length(2),
      because: z.strictObject({ kind: z.enum(['own-book', 'cohort']), districts: z.array(idSchema), text: bilingual }),
    }),
  ),
});

const route = {
  name: 'getChanges',
  method: 'GET',
  path: '/v1/cycles/{cycle}/changes',
  function: 'reads',
  roles: ['district', 'assessor', 'auditor', 'admin'],
  summary: { zh: '读取得分与排名的变动及其原因', en: 'Read what moved scores and ranks, and why' },
  query: z.strictObject({ after: countText(0, 999_999_999).optional(), ...pageQuery }),
  reply: {
    status: 200,
    schema: z.strictObject({
      items: z.array(
        z.strictObject({
          version: z.int(),
          at: instantText,
          causes: z.array(z.strictObject({ district: idSchema, revision: z.int() })),
          moved: z.array(moveReply),
        }),
      ),
      nextCursor: z.string().optional(),
    }),
  },
  refusals: ['cursor-invalid', 'resync-needed'],
} as const satisfies Route;

/** The change feed, without gaps: each version of the board with its causes and what it moved. */
async function getChanges(needs: Dependencies, { path, query, caller }: RequestOf<typeof route>) {
  const rules = await rulesOf(needs, path.cycle);
  if (isRejection(rules)) return rules;
  const scope = { caller, list: `changes/${path.cycle}` };
  const position = await readCursor(needs, scope, query.cursor);
  if (isRejection(position)) return position;
  const limit = query.limit ?? pageSizeDefault;
  const after = position === null ? (query.after ?? 0) : Number(position);
  const found = await needs.boards.changes(path.cycle, after, limit + 1);
  if (found.length === 0) {
    const newest = await needs.boards.lastVersion(path.cycle);
    if (after > newest) return resyncNeeded(newest);
  }
  const { places } = rules.scheme.rounding;
  const items = fittingPage(found.slice(0, limit).map((entry) => show(rules.cycle, places, entry)));
  if (items.length === found.length) return { status: 200, body: { items } } as const;
  const nextCursor = await writeCursor(needs, scope, String(items.at(-1)!.version));
  return { status: 200, body: { items, nextCursor } } as const;
}

/** The reader has seen versions that this table has not: it was restored to an earlier moment, or the number is made up. */
function resyncNeeded(newest: number): Rejection {
  const text = {
    zh: `变动列表的排名版本最新为 ${newest}，没有您所指的版本：数据可能已恢复到较早的时刻。请重新读取排名，再从其版本往后读取变动。`,
    en: `The newest version of the list of changes is ${newest}; the one you name is not there. The data may have been restored to an earlier moment: read the ranking again and go on from its version.`,
  };
  return reject('resync-needed', text, { newest });
}

function show(cycle: Cycle, places: number, { version, at, causes, moves }: ChangeEntry) {
  return { version, at, causes, moved: moves.map((move) => showMove(cycle, places, move)) };
}

function showMove(cycle: Cycle, places: number, { district, basis, score, rank, components }: Move) {
  return {
    district: cycle.districts[district]!.id,
    basis,
    score: score.map((points) => formatPoints(points, places)),
    rank,
    components: components.map(({ component, points, because }) => ({
      component,
      points: points.map((value) => formatPoints(value, places)),
      because: showBecause(cycle, district, because),
    })),
  };
}

function showBecause(cycle: Cycle, district: number, because: Because) {
  if (because.kind === 'own-book') {
    const text = { zh: '本区县台账有变动。', en: "The district's own book changed." };
    return { kind: because.kind, districts: [cycle.districts[district]!.id], text };
  }
  const rivals = because.districts.map((position) => cycle.districts[position]!);
  const text = {
    zh: `其他区县的数值有变动，影响了名次：${rivals.map(({ name }) => name.zh).join('、')}。`,
    en: `Values of other districts changed the places: ${rivals.map(({ name }) => name.en).join(', ')}.`,
  };
  return { kind: because.kind, districts: rivals.map(({ id }) => id), text };
}

export const getChangesEndpoint = endpoint(route, getChanges);
