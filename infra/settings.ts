import type { Node } from 'constructs';
import * as z from 'zod';

const httpsOrigin = z.string().regex(/^https:\/\/[a-z0-9.-]+(:\d+)?$/, 'an https origin without a path');

const years = z.coerce.number().int().min(1).max(100);

/** A list that a command line gives separated by commas. */
function listOf(item: z.ZodString) {
  return z.preprocess(
    (value) => (typeof value === 'string' ? value.split(',').filter((part) => part !== '') : value),
    z.array(item).optional(),
  );
}

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
  /** Of the functions; `x86_64` where a region runs no others. */
  architecture: z.enum(['arm64', 'x86_64']).default('arm64'),
  /** Receives the alarms. */
  alarmEmail: z.email().optional(),
  /** Origins whose pages may call the API from a browser; none by default. On a command line: separated by commas. */
  portalOrigins: listOf(httpsOrigin).default([]),
  /** As what the console is known to the issuer of tokens; without it nobody can sign in to the console. */
  signInClient: z.string().min(1).optional(),
  /** What the console asks the issuer for; the access token has to be one that the API takes. */
  signInScopes: z.string().default('openid'),
  /** Where the issuer gives out tokens, if that is another origin than its own; the console's page speaks to no other. */
  signInOrigins: listOf(httpsOrigin).default([]),
  /** How long a file of evidence that a verification rests on can be deleted by nobody, counted from the verification. */
  evidenceRetentionYears: years.default(10),
  /** How long a sealed result can be deleted by nobody. */
  finalRetentionYears: years.default(30),
  /** The largest file of evidence, where it is to be smaller than the largest that the system takes. */
  evidenceBytesMax: z.coerce.number().int().min(1).optional(),
  /** Media types of evidence, where they are to be fewer than those that the system knows. */
  evidenceTypes: listOf(z.string().regex(/^[a-z]+\/[a-z0-9.+-]+$/, 'a media type')),
  /** `refuse`: no file with warnings is taken; `show`: it is, and whoever judges is told. */
  evidenceWarnings: z.enum(['show', 'refuse']).default('show'),
  /** `host:port` of clamd; the functions run in no network of their own, so it has to be reachable from outside. */
  clamdAddress: z
    .string()
    .regex(/^[a-z0-9.-]+:\d+$/, 'host:port')
    .optional(),
  /** `off` where a region has no EventBridge Scheduler: then the sweeper alone finds what is due, within minutes. */
  scheduler: z.enum(['on', 'off']).default('on'),
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
