import * as z from 'zod';
import {
  type Blocker,
  blockerKinds,
  type EarlierBlocker,
  openPointOf,
} from '../../lib/domain/finalization/snapshot.ts';
import { named } from '../../lib/domain/named.ts';
import type { OutputOf } from './route.ts';

const blockerKind = named('BlockerKind', () => z.enum(blockerKinds));

/** An open point as the API shows it. */
export const blockerReply = named('Blocker', () =>
  z.strictObject({
    kind: blockerKind(),
    district: z.string(),
    component: z.string().nullable(),
    link: z.string().meta({ description: 'Where to look. 查看的地址。' }),
  }),
);

/** An open point of a cycle, whenever it was sealed, with the link to where it can be seen. */
export function showBlocker(cycle: string, sealed: Blocker | EarlierBlocker): OutputOf<typeof blockerReply> {
  const { evidence, ...point } = openPointOf(sealed);
  const base = `/v1/cycles/${cycle}/districts/${point.district}`;
  return { ...point, link: evidence === null ? `${base}/book` : `${base}/evidence/${evidence}` };
}
