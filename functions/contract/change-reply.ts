import * as z from 'zod';
import { named } from '../../lib/domain/named.ts';
import { rivalsNamedMax } from '../../lib/domain/recalculation/move.ts';
import { basisSchema, bilingual, idSchema, instantText, pointsText } from './schemas.ts';

/** Why a component moved. */
export const becauseReply = named('Because', () =>
  z.strictObject({
    kind: z.enum(['own-book', 'cohort']),
    districts: z.array(idSchema()).meta({ description: `At most ${rivalsNamedMax}.` }),
    count: z.int().optional().meta({ description: 'All districts, where `districts` names only the first of them.' }),
    text: bilingual(),
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
    components: z.array(componentMoveReply()),
  }),
);

const causeReply = named('Cause', () => z.strictObject({ district: idSchema(), revision: z.int() }));

const rivalsReply = named('Rivals', () =>
  z.strictObject({ basis: basisSchema(), component: z.string(), districts: z.array(idSchema()) }),
);

/** One version of the board in the change feed. */
export const changeReply = named('Change', () =>
  z.strictObject({
    version: z.int(),
    at: instantText(),
    causes: z.array(causeReply()),
    rivals: z
      .array(rivalsReply())
      .optional()
      .meta({ description: 'Where moves name only the first districts that moved a component: all of them, once.' }),
    moved: z.array(moveReply()),
    continued: z
      .literal(true)
      .optional()
      .meta({ description: 'The rest of what this version moved is on the next page, under the same version.' }),
  }),
);
