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
import { account, region } from './account/template.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** A folder with what would be deployed: `template.json`, and in `bundles` a folder for each function. */
    assembly: string;
  }
}

/** Settings that a deployment would give; the scanner is asked for, so that scans can be unfinished. */
const context = {
  stage: 'rehearsal',
  alarmEmail: 'alarms@example.org',
  portalOrigins: ['https://portal.example.org'],
  'aws:cdk:enable-path-metadata': true,
};

/** Synthesizes the stack once for all tests, outside the repository, as `cdk synth` does. */
export default async function synthesize(project: TestProject): Promise<() => void> {
  const assembly = mkdtempSync(join(tmpdir(), 'kaohe-rehearsal-'));
  const bundles = join(assembly, 'bundles');
  await bundleFunctions(bundles);
  const { context: projectContext } = JSON.parse(readFileSync('cdk.json', 'utf8'));
  const app = new App({
    outdir: join(assembly, 'cdk.out'),
    analyticsReporting: false,
    builtinCloudFormationValidation: false,
    context: { ...projectContext, ...context },
  });
  const env = { account, region };
  const stack = new KaoheStack(app, 'Kaohe', { env, settings: readSettings(app.node), routes, bundles });
  writeFileSync(join(assembly, 'template.json'), JSON.stringify(Template.fromStack(stack).toJSON()));
  project.provide('assembly', assembly);
  return () => rmSync(assembly, { recursive: true, force: true });
}
