import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { afterAll } from 'vitest';
import { functions, optionalFunctions } from '../../functions/deployment.ts';
import { routes } from '../../functions/routes.ts';
import { KaoheStack } from '../../infra/kaohe-stack.ts';
import { readSettings } from '../../infra/settings.ts';

const { context: projectContext } = JSON.parse(readFileSync('cdk.json', 'utf8'));
const assemblies = mkdtempSync(join(tmpdir(), 'kaohe-infra-'));
afterAll(() => rmSync(assemblies, { recursive: true }));

/** Bundles with nothing in them: what is looked at is the template. */
const bundles = join(assemblies, 'bundles');
for (const name of Object.keys({ ...functions, ...optionalFunctions }))
  mkdirSync(join(bundles, name), { recursive: true });

/** A resource as it stands in the template. */
export interface Resource {
  readonly id: string;
  readonly Type: string;
  // biome-ignore lint/suspicious/noExplicitAny: a template is JSON of every resource type there is
  readonly Properties: Record<string, any>;
  readonly DeletionPolicy?: string;
}

/** One statement of a policy, with its actions always as a list. */
export interface Statement {
  readonly Effect: 'Allow' | 'Deny';
  readonly Action: readonly string[];
  readonly Resource?: unknown;
  readonly Condition?: unknown;
}

/** How to build the stack. Checking the template against the types of its region takes seconds, so only one test asks for it. */
export interface BuildOptions {
  readonly region?: string;
  readonly context?: Record<string, unknown>;
  readonly checkTypes?: boolean;
}

/** Builds the stack as `cdk synth` does, with the project's context but with empty bundles. */
export function buildStack({
  region = 'ap-southeast-1',
  context = {},
  checkTypes = false,
}: BuildOptions = {}): KaoheStack {
  const app = new App({
    outdir: mkdtempSync(join(assemblies, 'app-')),
    analyticsReporting: false,
    builtinCloudFormationValidation: checkTypes,
    context: { ...projectContext, ...context },
  });
  return new KaoheStack(app, 'Kaohe', {
    env: { account: '111122223333', region },
    settings: readSettings(app.node),
    routes,
    bundles,
  });
}

/** The resources of a stack's template. */
export function resourcesOf(stack: KaoheStack): Resource[] {
  const resources: Record<string, Omit<Resource, 'id'>> = Template.fromStack(stack).toJSON().Resources;
  return Object.entries(resources).map(([id, resource]) => ({ ...resource, id }));
}

export function ofType(resources: readonly Resource[], type: string): Resource[] {
  return resources.filter((resource) => resource.Type === type);
}

/** The resource of `type` that belongs to a construct: its id begins with the construct's. */
export function ofConstruct(resources: readonly Resource[], id: string, type: string): Resource {
  const found = ofType(resources, type).filter((resource) => resource.id.startsWith(id));
  if (found.length !== 1) throw new Error(`${found.length} resources of ${type} for ${id}`);
  return found[0]!;
}

/** The resource of `type` that belongs to a function: its id begins with the function's name. */
export function ofFunction(resources: readonly Resource[], name: string, type: string): Resource {
  return ofConstruct(resources, name.replaceAll('-', ''), type);
}

/** How a template refers to the ARN of a resource. */
export function arnOf({ id }: Resource): unknown {
  return { 'Fn::GetAtt': [id, 'Arn'] };
}

/** The statements of every policy document that a resource carries. */
export function statementsOf(resource: Resource): Statement[] {
  return Object.values(resource.Properties ?? {})
    .filter((value) => Array.isArray(value?.Statement))
    .flatMap((document) => document.Statement)
    .map((statement) => ({ ...statement, Action: [statement.Action].flat() }));
}

/** The actions with a wildcard that any policy of the template allows. */
export function wildcardActions(resources: readonly Resource[]): string[] {
  return resources
    .flatMap(statementsOf)
    .filter(({ Effect }) => Effect === 'Allow')
    .flatMap(({ Action }) => Action)
    .filter((action) => action.includes('*'));
}
