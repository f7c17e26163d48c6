import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import type { TestProject } from 'vitest/node';
import { routes } from '../../functions/routes.ts';
import { bundleFunctions } from '../../infra/bundle.ts';
import { KaoheStack } from '../../infra/kaohe-stack.ts';
import { readSettings } from '../../infra/settings.ts';
import { account, arnOf, places, restoredTable, stackName } from './account/template.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** A folder with what would be deployed: `template.json`, `restored.json` for a restored table, `china.json`, and in `bundles` a folder for each function. */
    assembly: string;
  }
}

/** Settings that a deployment would give. */
const settings = {
  stage: 'rehearsal',
  alarmEmail: 'alarms@example.org',
  portalOrigins: ['https://portal.example.org'],
  'aws:cdk:enable-path-metadata': true,
};

const templates = {
  template: settings,
  restored: {
    ...settings,
    tableName: restoredTable,
    tableStreamArn: arnOf(places.world, 'dynamodb', `table/${restoredTable}/stream/2026-01-01T00:00:00.000`),
  },
  china: {
    ...settings,
    tokenKeys: 'https://login.test/keys',
    tokenKeyAuthorities: 'test/fixtures/issuer/certificate.pem',
    subnets: 'subnet-0123456789abcdef0',
    securityGroups: 'sg-0123456789abcdef0',
  },
};

/** Synthesizes the stack once for all tests, outside the repository, as `cdk synth` does. */
export default async function synthesize(project: TestProject): Promise<() => void> {
  const assembly = mkdtempSync(join(tmpdir(), 'kaohe-rehearsal-'));
  const bundles = join(assembly, 'bundles');
  await bundleFunctions(bundles);
  const { context: projectContext } = JSON.parse(readFileSync('cdk.json', 'utf8'));
  for (const [name, context] of Object.entries(templates)) {
    const app = new App({
      outdir: join(assembly, `cdk-${name}`),
      analyticsReporting: false,
      builtinCloudFormationValidation: false,
      context: { ...projectContext, ...context },
    });
    const { region } = name === 'china' ? places.china : places.world;
    const env = { account, region };
    const stack = new KaoheStack(app, 'Kaohe', { env, stackName, settings: readSettings(app.node), routes, bundles });
    writeFileSync(join(assembly, `${name}.json`), JSON.stringify(Template.fromStack(stack).toJSON()));
  }
  project.provide('assembly', assembly);
  return () => rmSync(assembly, { recursive: true, force: true });
}
