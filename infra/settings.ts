import type { Node } from 'constructs';
import { z } from 'zod';

const httpsOrigin = z.string().regex(/^https:\/\/[a-z0-9.-]+(:\d+)?$/, 'an https origin without a path');

const settingsSchema = z.object({
  /** Part of the stack's name, so that several installations fit into one account. */
  stage: z
    .string()
    .regex(/^[a-z][a-z0-9-]{0,19}$/)
    .default('production'),
  region: z.string().optional(),
  account: z
    .string()
    .regex(/^\d{12}$/)
    .optional(),
  /** Receives the alarms. */
  alarmEmail: z.email().optional(),
  /** Origins whose pages may call the API from a browser; none by default. On a command line: separated by commas. */
  portalOrigins: z.preprocess(
    (value) => (typeof value === 'string' ? value.split(',').filter((origin) => origin !== '') : value),
    z.array(httpsOrigin).default([]),
  ),
});

/** What an installation may choose at synthesis. The issuer and audience of tokens are parameters of the stack. */
export type Settings = z.infer<typeof settingsSchema>;

/** Reads the settings from the context (`-c stage=test`, or `cdk.json`); a wrong one stops the synthesis by name. */
export function readSettings(node: Node): Settings {
  const context = Object.fromEntries(Object.keys(settingsSchema.shape).map((key) => [key, node.tryGetContext(key)]));
  const settings = settingsSchema.safeParse(context);
  if (!settings.success) throw new Error(`Context values are wrong:\n${z.prettifyError(settings.error)}`);
  return settings.data;
}
