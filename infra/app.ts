import { join } from 'node:path';
import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { routes } from '../functions/routes.ts';
import { bundleFunctions } from './bundle.ts';
import { KaoheStack } from './kaohe-stack.ts';
import { readSettings } from './settings.ts';

const app = new App();
const settings = readSettings(app.node);
const bundles = join(app.outdir, 'bundles');
await bundleFunctions(bundles);
new KaoheStack(app, 'Kaohe', {
  stackName: `kaohe-${settings.stage}`,
  description: 'Kaohe: scores the districts of a city once a year by a published evaluation method',
  env: {
    account: settings.account ?? process.env.CDK_DEFAULT_ACCOUNT,
    region: settings.region ?? process.env.CDK_DEFAULT_REGION,
  },
  settings,
  routes,
  bundles,
});
Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
