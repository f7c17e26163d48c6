import * as z from 'zod';

/** Ids of schemes, cycles, districts, categories: lower case ASCII, so that distinct ids are distinct keys. */
export const idSchema = () => z.string().regex(/^[a-z0-9][a-z0-9-]{0,31}$/, 'id');

/** Ids of indicators and components, as the published text numbers them: `5`, `20.1`. */
export const componentIdSchema = () => z.string().regex(/^[a-z0-9][a-z0-9.-]{0,15}$/, 'component id');
