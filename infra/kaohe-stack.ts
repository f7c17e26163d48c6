import { join } from 'node:path';
import { CfnOutput, CfnParameter, Stack, type StackProps } from 'aws-cdk-lib';
import { Code } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import type { Route } from '../functions/contract/route.ts';
import { type FunctionName, functions, optionalFunctions } from '../functions/deployment.ts';
import type { FunctionEntry } from '../functions/triggers/trigger.ts';
import { AccessLogBucket } from './access-log-bucket.ts';
import { Alarms } from './alarms.ts';
import { Backups } from './backups.ts';
import { BookTable } from './book-table.ts';
import { CycleQueue } from './cycle-queue.ts';
import { CycleSchedules } from './cycle-schedules.ts';
import { EvidenceBucket } from './evidence-bucket.ts';
import { EvidencePipeline } from './evidence-pipeline.ts';
import { Overview } from './overview.ts';
import { PublicApi, type TokenSource } from './public-api.ts';
import { PublishedEvents } from './published-events.ts';
import { RecalculationPipeline, type StreamReader } from './recalculation-pipeline.ts';
import { ResultBucket } from './result-bucket.ts';
import { Rhythm } from './rhythm.ts';
import { ServiceFunction } from './service-function.ts';
import type { Settings } from './settings.ts';
import { Sweeper } from './sweeper.ts';
import { WebhookDeliveries } from './webhook-deliveries.ts';

export interface KaoheStackProps extends StackProps {
  readonly settings: Settings;
  readonly routes: readonly Route[];
  /** Path of the folder with a bundle of each function. */
  readonly bundles: string;
}

type ServiceFunctions = Readonly<Record<FunctionName, ServiceFunction>>;

/** The whole system, built from the table of functions and the table of routes. */
export class KaoheStack extends Stack {
  constructor(scope: Construct, id: string, { settings, routes, bundles, ...props }: KaoheStackProps) {
    super(scope, id, { ...props, terminationProtection: settings.keep === 'yes' });
    const alarms = new Alarms(this, 'Alarms', settings);
    const table = new BookTable(this, 'Books', { settings, alarms });
    if (settings.backup === 'daily') new Backups(this, 'Backups', { settings, table });
    const events = new PublishedEvents(this, 'Events', settings);
    const logs = new AccessLogBucket(this, 'AccessLogs', settings);
    const evidence = new EvidenceBucket(this, 'EvidenceFiles', { settings, logs });
    const results = new ResultBucket(this, 'Results', { settings, logs });
    const cycleQueue = this.cycleQueue(alarms);
    const schedules = this.cycleSchedules(settings, cycleQueue, alarms);
    const { timeoutSeconds } = functions['deliver-webhooks'];
    const webhooks = new WebhookDeliveries(this, 'WebhookDeliveries', { timeoutSeconds, alarms });
    const reached = { table, events, evidence, results, cycleQueue, schedules, webhooks, alarms };
    const deploy = (name: string, entry: FunctionEntry) => {
      const code = Code.fromAsset(join(bundles, name));
      return new ServiceFunction(this, name, { entry, code, settings, ...reached });
    };
    const deployed = this.deployFunctions(deploy);
    const tokens = this.tokenSource(settings, deploy);
    const api = new PublicApi(this, 'PublicApi', { settings, routes, functions: deployed, tokens, alarms });
    evidence.admit([...api.origins, ...settings.portalOrigins]);
    for (const [name, value] of Object.entries(consoleEnvironment(settings, tokens.issuer, evidence)))
      deployed['open-door'].lambda.addEnvironment(name, value);
    const readers = streamReaders(deployed);
    const pipeline = new RecalculationPipeline(this, 'Pipeline', { settings, table, alarms, readers });
    new EvidencePipeline(this, 'EvidencePipeline', {
      evidence,
      events,
      alarms,
      register: deployed['register-evidence'],
      protect: { reader: deployed['protect-evidence'], trigger: functions['protect-evidence'].trigger },
      rescan: { woken: deployed['rescan-evidence'], trigger: functions['rescan-evidence'].trigger },
    });
    cycleQueue.wake(deployed.finalize);
    webhooks.connect(deployed['deliver-webhooks'], {
      woken: deployed['wake-webhooks'],
      trigger: functions['wake-webhooks'].trigger,
    });
    this.watchImports(deployed['work-imports'], alarms);
    new Sweeper(this, 'Sweeper', { sweep: deployed.sweep, trigger: functions.sweep.trigger, alarms });

    new Overview(this, 'Overview', { stage: settings.stage, alarms, api, table, functions: deployed });
    const outputs = {
      ApiUrl: api.url,
      ...(api.domainTarget && { DomainTarget: api.domainTarget }),
      TableName: table.table.tableName,
      EventBusName: events.bus.eventBusName,
      [pipeline.failures.output.name]: pipeline.failures.output.value,
      PublishFunctionName: deployed.publish.lambda.functionName,
      EvidenceBucketName: evidence.bucket.bucketName,
      ResultBucketName: results.bucket.bucketName,
    };
    for (const [name, value] of Object.entries(outputs)) new CfnOutput(this, name, { value });
  }

  private deployFunctions(deploy: (name: string, entry: FunctionEntry) => ServiceFunction): ServiceFunctions {
    return Object.fromEntries(
      Object.entries(functions).map(([name, entry]) => [name, deploy(name, entry)]),
    ) as ServiceFunctions;
  }

  // Parameters without a default: nothing can be deployed that trusts tokens nobody chose, yet anybody can synthesize.
  private tokenSource(
    { tokenKeys }: Settings,
    deploy: (name: string, entry: FunctionEntry) => ServiceFunction,
  ): TokenSource {
    const issuer = new CfnParameter(this, 'TokenIssuer', {
      description: 'Issuer of the tokens (claim iss): https, with its keys under /.well-known/openid-configuration',
      allowedPattern: 'https://.+',
    });
    const audience = new CfnParameter(this, 'TokenAudience', {
      description: 'Audience the tokens must carry (claim aud)',
      minLength: 1,
    });
    const check = tokenKeys === undefined ? undefined : deploy('check-tokens', optionalFunctions['check-tokens']);
    return { issuer: issuer.valueAsString, audience: audience.valueAsString, check };
  }

  private cycleQueue(alarms: Alarms): CycleQueue {
    const { timeoutSeconds } = functions.finalize;
    return new CycleQueue(this, 'CyclesDue', { timeoutSeconds, alarms });
  }

  private watchImports(woken: ServiceFunction, alarms: Alarms): void {
    new Rhythm(this, 'Imports', {
      ...{ woken, alarms, trigger: functions['work-imports'].trigger },
      silence: 'Nobody has looked for unfinished imports three times in a row: large ones stand still.',
    });
    alarms.raise(this, 'InterruptedImports', {
      metric: alarms.reported('InterruptedImports'),
      threshold: 1,
      periods: 1,
      meaning: 'A fault stopped a large import; it is taken up again within a minute, and the log of imports says why.',
    });
  }

  private cycleSchedules({ scheduler }: Settings, { queue }: CycleQueue, alarms: Alarms): CycleSchedules | undefined {
    if (scheduler === 'off') return undefined;
    return new CycleSchedules(this, 'CycleSchedules', { queue, alarms });
  }
}

/** What the console's page has to be told. */
function consoleEnvironment(
  { signInClient, signInScopes, signInOrigins }: Settings,
  issuer: string,
  evidence: EvidenceBucket,
) {
  const signIn = {
    SIGN_IN_ISSUER: issuer,
    SIGN_IN_CLIENT: signInClient ?? '',
    SIGN_IN_SCOPES: signInScopes,
    SIGN_IN_ORIGINS: signInOrigins.join(' '),
  };
  return { ...(signInClient && signIn), EVIDENCE_ORIGIN: evidence.origin() };
}

function streamReaders(deployed: ServiceFunctions): StreamReader[] {
  return Object.entries<FunctionEntry>(functions).flatMap(([name, { trigger }]) =>
    trigger?.kind === 'stream' ? [{ name, reader: deployed[name as FunctionName], trigger }] : [],
  );
}
