import * as z from 'zod';
import { slugs } from './refusals.ts';

/** Problem details (RFC 9457) in the reader's language; `errors` lists every fault of a body. */
export const problemSchema = z.looseObject({
  type: z.string().meta({ description: 'A stable address under /problems/; branch on this one.' }),
  title: z.string(),
  status: z.int(),
  detail: z.string().meta({ description: 'What was wrong and what to do.' }),
  instance: z.string().meta({ description: 'Names this one request, for questions to the administrator.' }),
  newest: z.int().optional().meta({ description: 'With `resync-needed`: the newest version of the change feed.' }),
  errors: z
    .array(
      z.strictObject({
        pointer: z.string().meta({ description: 'JSON Pointer (RFC 6901) to the place.' }),
        code: z.enum(slugs),
        message: z.string(),
      }),
    )
    .optional(),
});
export type Problem = z.output<typeof problemSchema>;
