import * as z from 'zod';
import { named } from '../../lib/domain/named.ts';
import { slugs } from './refusal-slugs.ts';
import type { OutputOf } from './route.ts';

/** What a problem may be: each refusal, and a fault of ours. */
const types = [...slugs, 'fault' as const].map((slug) => `/problems/${slug}` as const);

const bodyFault = named('BodyFault', () =>
  z.strictObject({
    pointer: z
      .string()
      .meta({ description: 'JSON Pointer (RFC 6901) to the place. 出错之处的 JSON Pointer（RFC 6901）。' }),
    code: z.enum(slugs),
    message: z.string(),
  }),
);

/** Problem details (RFC 9457) in the reader's language; `errors` lists every fault of a body. */
export const problemSchema = named('Problem', () =>
  z.looseObject({
    type: z.enum(types).meta({
      description: 'A stable address under /problems/; branch on this one. /problems/ 下的固定地址，程序应据此判断。',
    }),
    title: z.string(),
    status: z.int(),
    detail: z.string().meta({ description: 'What was wrong and what to do. 哪里有误、应当怎样办理。' }),
    instance: z.string().meta({
      description: 'Names this one request, for questions to the administrator. 本次请求的编号，供向管理员询问时使用。',
    }),
    newest: z.int().optional().meta({
      description:
        'With `resync-needed`: the newest version of the change feed. 仅见于 `resync-needed`：变动流的最新版本。',
    }),
    errors: z.array(bodyFault()).optional(),
  }),
);
export type Problem = OutputOf<typeof problemSchema>;
