import * as z from 'zod';
import { blockerKinds } from '../../lib/domain/finalization/snapshot.ts';

/** An open point as the API shows it. */
export const blockerReply = z.strictObject({
  kind: z.enum(blockerKinds),
  district: z.string(),
  component: z.string().nullable(),
  link: z.string().meta({ description: 'Where to look.' }),
});
