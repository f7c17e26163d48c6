import { readFileSync } from 'node:fs';
import type { Node } from 'constructs';
import * as z from 'zod';
import { functions, optionalFunctions } from '../functions/deployment.ts';
import { isPublicAddress } from '../lib/adapters/https/public-address.ts';

const httpsOrigin = z.string().regex(/^https:\/\/[a-z0-9.-]+(:\d+)?$/, 'an https origin without a path');

const reservedExample = 'recalculate=20';
const reservedPattern = new RegExp(
  `^(?:${Object.keys({ ...functions, ...optionalFunctions }).join('|')})=[1-9][0-9]{0,3}$`,
);

const years = z.coerce.number().int().min(1).max(100);

const publicKeys = z.object({
  keys: z
    .array(
      z.object({
        kty: z.enum(['RSA', 'EC']),
        kid: z.string().min(1),
        crv: z.literal('P-256').optional(),
        d: z.never().optional(),
      }),
    )
    .min(1),
});

function isKeySource(text: string): boolean {
  if (text.startsWith('https://')) return URL.canParse(text);
  try {
    return publicKeys.safeParse(JSON.parse(text)).success;
  } catch {
    return false;
  }
}

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
  /**
   * Keys of an issuer that the gateway does not reach: their https address, or a set of them (JWKS) as JSON. A function
   * then checks tokens instead of the gateway.
   */
  tokenKeys: z
    .string()
    .refine(isKeySource, 'an https address, or a JWKS with public keys of RSA or P-256 that have a kid each')
    .optional(),
  /** File with the certificates (PEM) of authorities that the address of `tokenKeys` is certified by. */
  tokenKeyAuthorities: z
    .string()
    .transform((file) => readFileSync(file, 'utf8'))
    .refine((text) => text.includes('-----BEGIN CERTIFICATE-----'), 'a file with certificates as PEM')
    .optional(),
  /** Name of its own under which the API is reached, and the ARN of a certificate for it in the same region. */
  domainName: z
    .string()
    .regex(/^[a-z0-9-]+(\.[a-z0-9-]+)+$/, 'a domain name')
    .optional(),
  domainCertificateArn: z
    .string()
    .regex(/^arn:[a-z-]+:acm:.+:certificate\/.+$/, 'the ARN of a certificate')
    .optional(),
  /** Invocations that no other function takes from these: `recalculate=20`. On a command line: separated by commas. */
  reservedConcurrency: listOf(
    z.string().regex(reservedPattern, `a function and a number, as in ${reservedExample}`),
  ).default([]),
  /** Receives the alarms. */
  alarmEmail: z.email().optional(),
  /** Origins whose pages may call the API from a browser; none by default. On a command line: separated by commas. */
  portalOrigins: listOf(httpsOrigin).default([]),
  /** Requests a second that are served for one subject of tokens, four times as many at once; the others' share is theirs. */
  portalRequestsPerSecond: z.coerce.number().int().min(1).max(9999).default(50),
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
  /** `host:port` of clamd, in the network of `subnets`: files go to it in clear, so never across the internet. */
  clamdAddress: z
    .string()
    .regex(/^[a-z0-9.-]+:\d+$/, 'host:port')
    .refine((address) => !isPublicAddress(address.split(':')[0]!), 'an address that is not of the internet')
    .optional(),
  /** Subnets of a network in which run the functions that ask clamd or a `tokenKeys` of that network. */
  subnets: listOf(z.string().regex(/^subnet-[0-9a-f]{8,17}$/, 'an id of a subnet')).default([]),
  /** Security groups of these functions. */
  securityGroups: listOf(z.string().regex(/^sg-[0-9a-f]{8,17}$/, 'an id of a security group')).default([]),
  /** `governance`: locked files can be deleted by whoever may bypass locks. For trials. */
  lock: z.enum(['compliance', 'governance']).default('compliance'),
  /** `no`: everything that was kept goes with the stack. For trials. */
  keep: z.enum(['yes', 'no']).default('yes'),
  /** A table that was restored under another name, which takes the place of the stack's own; and its stream. */
  tableName: z
    .string()
    .regex(/^[a-zA-Z0-9_.-]{3,255}$/)
    .optional(),
  tableStreamArn: z
    .string()
    .regex(/^arn:[a-z-]+:dynamodb:.+\/stream\/.+$/, 'the ARN of a stream of a table')
    .optional(),
  /** `daily`: AWS Backup copies the table every day and keeps each copy for 400 days. */
  backup: z.enum(['off', 'daily']).default('off'),
  /** `off` where a region has no EventBridge Scheduler: then the sweeper alone finds what is due, within minutes. */
  scheduler: z.enum(['on', 'off']).default('on'),
});

/** Lambda takes 4 KB of variables together. */
const environmentCharactersMax = 3500;

/** Settings that make sense only together. */
const fittingSettings = settingsSchema.superRefine((settings, context) => {
  const { stage, lock, keep, clamdAddress, subnets, securityGroups, tableName, tableStreamArn } = settings;
  const refuse = (path: keyof Settings, message: string) => context.addIssue({ code: 'custom', path: [path], message });
  if (stage === 'production' && lock !== 'compliance') refuse('lock', 'production locks files against everybody');
  if (stage === 'production' && keep !== 'yes') refuse('keep', 'production keeps its data');
  if (clamdAddress && subnets.length === 0) refuse('clamdAddress', 'needs subnets, in whose network it is');
  if (subnets.length > 0 !== securityGroups.length > 0)
    refuse('securityGroups', 'is given with subnets, and subnets with it');
  const { tokenKeys = '', tokenKeyAuthorities = '' } = settings;
  if (tokenKeyAuthorities && !tokenKeys.startsWith('https://'))
    refuse('tokenKeyAuthorities', 'is given with the https address of tokenKeys');
  if (tokenKeys.length + tokenKeyAuthorities.length > environmentCharactersMax)
    refuse('tokenKeys', 'is too long, with tokenKeyAuthorities, for the environment of a function: give an address');
  if ((settings.domainName === undefined) !== (settings.domainCertificateArn === undefined))
    refuse('domainCertificateArn', 'is given with domainName, and domainName with it');
  if ((tableName === undefined) !== (tableStreamArn === undefined))
    refuse('tableStreamArn', 'is given with tableName, and tableName with it');
});

/** What an installation may choose at synthesis. The issuer and audience of tokens are parameters of the stack. */
export type Settings = z.infer<typeof settingsSchema>;

/** Reads the settings from the context (`-c stage=test`, or `cdk.json`); a wrong one stops the synthesis by name. */
export function readSettings(node: Pick<Node, 'tryGetContext'>): Settings {
  const context = Object.fromEntries(Object.keys(settingsSchema.shape).map((key) => [key, node.tryGetContext(key)]));
  const settings = fittingSettings.safeParse(context);
  if (!settings.success) throw new Error(`Context values are wrong:\n${z.prettifyError(settings.error)}`);
  return settings.data;
}

/** Invocations that are reserved for a function; `undefined` where it shares the account's. */
export function reservedFor(name: string, { reservedConcurrency }: Settings): number | undefined {
  const given = reservedConcurrency.find((each) => each.split('=')[0] === name);
  return given === undefined ? undefined : Number(given.split('=')[1]);
}

/** The name of the bucket for evidence, which a stage, an account and a region have to themselves. */
export function evidenceBucketName({ stage }: Pick<Settings, 'stage'>, account: string, region: string): string {
  return `kaohe-${stage}-evidence-${account}-${region}`;
}
