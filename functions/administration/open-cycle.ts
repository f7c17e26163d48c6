import * as z from 'zod';
import type { Cycle } from '../../lib/domain/cycle.ts';
import { decideOpening } from '../../lib/domain/decide-opening.ts';
import { named } from '../../lib/domain/named.ts';
import { emptyBoard } from '../../lib/domain/recalculation/board.ts';
import { isRejection, reject, rejectFaults } from '../../lib/domain/rejection.ts';
import { coefficientsWords, cycleReply, showCycle } from '../contract/cycle-reply.ts';
import { quantityText } from '../contract/quantity-schema.ts';
import type { Rejection } from '../contract/refusals.ts';
import type { Route } from '../contract/route.ts';
import { blockerPolicy, idSchema, instantText } from '../contract/schemas.ts';
import { lineText } from '../contract/text-schema.ts';
import { endpoint, type RequestOf } from '../http/endpoint.ts';
import { cursorSecret } from '../http/pages.ts';
import type { Dependencies } from '../protocols/dependencies.ts';
import { setWakeUps } from '../protocols/set-wake-ups.ts';

const name = named('DistrictName', () =>
  z.strictObject({
    zh: lineText({ max: 100 }).meta({ description: 'The name in Chinese. 中文名称。' }),
    en: lineText({ max: 100 }).meta({ description: 'The name in English. 英文名称。' }),
  }),
);

/**
 * A field that may be left out, and what it then is. The document says so in words: of a `default` some generators make a
 * field that must be there.
 */
function otherwise<S extends z.ZodType>(schema: S, value: z.output<S>) {
  return schema
    .optional()
    .meta({ description: `Without it ${value}. 不填时为 ${value}。` })
    .transform((given) => given ?? value);
}

const districtGiven = named('DistrictOpening', () =>
  z.strictObject({
    id: idSchema(),
    name: name().meta({ description: 'The name in both languages. 中英文名称。' }),
    group: otherwise(idSchema().nullable(), null),
    coefficients: z.record(idSchema(), quantityText()).optional().meta({ description: coefficientsWords }),
  }),
);

const route = {
  name: 'openCycle',
  method: 'POST',
  path: '/v1/cycles',
  function: 'administration',
  roles: ['admin'],
  summary: { zh: '开设一个考核周期', en: 'Open a cycle' },
  needs: ['kept-reply'],
  body: named('CycleOpening', () =>
    z.strictObject({
      id: idSchema(),
      scheme: idSchema(),
      year: z.int().min(2000).max(2999).meta({ description: 'The year that is evaluated. 考核年度。' }),
      timeZone: otherwise(z.string().max(64), 'Asia/Shanghai'),
      districts: z
        .array(districtGiven())
        .min(1)
        .max(5000)
        .meta({ description: 'Who is evaluated; it can not be changed later. 参加考核的区县，开设后不可更改。' }),
      submissionsCloseAt: instantText().meta({
        description: 'From this instant on districts can claim nothing more. 自此时刻起不再受理区县申报。',
      }),
      finalizeAt: instantText().meta({ description: 'When the result is sealed. 结果定稿的时刻。' }),
      onBlockers: otherwise(blockerPolicy(), 'hold'),
      evidenceRequired: otherwise(z.boolean(), true),
    }),
  ),
  reply: { status: 201, schema: cycleReply, isLocated: true },
  refusals: [
    'already-exists',
    'value-out-of-range',
    'duplicate-item',
    'too-many-items',
    'idempotency-key-reused',
    'busy',
  ],
} as const satisfies Route;

/** An administrator opens a cycle: its books, its gates, its first board. */
async function openCycle(needs: Dependencies, { body, caller, receivedAt, keep }: RequestOf<typeof route>) {
  const { scheme: schemeId, ...wanted } = body;
  const compiling = import('../../lib/domain/scheme.ts');
  const [document, { compileScheme }] = await Promise.all([needs.schemes.load(schemeId), compiling]);
  if (!document) return unknownScheme;
  const scheme = compileScheme(document);
  const cycle = decideOpening(scheme, wanted, caller, receivedAt);
  if (isRejection(cycle)) return cycle;
  await needs.secrets.ensure(cursorSecret);
  const first = { version: 0, at: cycle.createdAt, board: emptyBoard(scheme, cycle.districts.length) };
  const told = showCycle(cycle, caller);
  if ((await needs.cycles.create(cycle, first, keep(told))) === 'outdated') return taken(cycle);
  await setWakeUps(needs, cycle);
  return told;
}

const unknownScheme = rejectFaults([
  {
    path: ['scheme'],
    code: 'value-out-of-range',
    message: {
      zh: '没有这个考核办法；已有的见 GET /v1/schemes。',
      en: 'There is no such scheme; GET /v1/schemes lists those there are.',
    },
  },
]);

function taken({ id }: Cycle): Rejection {
  return reject('already-exists', {
    zh: `周期编号 ${id} 已被使用；周期开设后不可更改，请另取编号。`,
    en: `The cycle id ${id} is taken. A cycle can't be changed once it is open; choose another id.`,
  });
}

export const openCycleEndpoint = endpoint(route, openCycle);
