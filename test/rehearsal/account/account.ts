import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import type { S3Event } from 'aws-lambda';
import { createBookTable } from '../../../infra/local/database/create-table.ts';
import { startDynamoDbLocal } from '../../../infra/local/database/dynamodb-local.ts';
import { startS3 } from '../../../infra/local/files/server.ts';
import type { FailedDelivery } from '../../../infra/local/streams/stream-delivery.ts';
import { LocalClient } from '../../support/local-client.ts';
import { AlarmWatch } from './alarms.ts';
import { AsyncInvocations } from './async-invocations.ts';
import { Authority } from './authority.ts';
import { CloudClock } from './cloud-clock.ts';
import { EventBridge } from './event-bridge.ts';
import { type FileFront, startFileFront } from './file-front.ts';
import { type Gateway, startGateway } from './gateway.ts';
import { Internet } from './internet.ts';
import { Lambda } from './lambda.ts';
import { Metrics } from './metrics.ts';
import { startQueueMappings } from './queue-mappings.ts';
import { Queues } from './queues.ts';
import { Scheduler } from './scheduler.ts';
import { startServiceFront } from './service-front.ts';
import { startStreamMappings } from './stream-mappings.ts';
import { TableService } from './table-service.ts';
import { account, type Deployed, DeployedStack, places, type SynthesizedTemplate } from './template.ts';
import { calm, ServiceWeather, type WeatherOdds } from './weather.ts';

/** What is rehearsed, and how rough it is. */
export interface AccountOptions {
  /** The folder with `template.json` and `bundles`. */
  readonly assembly: string;
  /** What is left out of the template, or put into it, to see that it is missed. */
  readonly alter?: (template: SynthesizedTemplate) => void;
  /** Which of the synthesized templates; the first one unless another is named. */
  readonly template?: 'template' | 'restored' | 'china';
  readonly seed?: number;
  readonly odds?: WeatherOdds;
  /** Tables and files that an earlier account has left; its own if not given, which end with it. */
  readonly storage?: AccountStorage;
  readonly clock?: CloudClock;
}

/** What outlives a deployment. */
export interface AccountStorage {
  /** DynamoDB Local. */
  readonly endpoint: string;
  readonly folder: string;
  close(): Promise<void>;
}

/** Tables and files that several accounts may have, one after the other. */
export async function openStorage(): Promise<AccountStorage> {
  const folder = mkdtempSync(join(tmpdir(), 'kaohe-storage-'));
  const { endpoint, stop } = await startDynamoDbLocal();
  const close = async () => {
    await stop();
    rmSync(folder, { recursive: true, force: true });
  };
  return { endpoint, folder, close };
}

const parameters = { TokenIssuer: 'https://tokens.example.org/', TokenAudience: 'kaohe' };

/** An account in which the stack has been deployed, with everything that wakes it and everything that it calls. */
export class Account {
  readonly clock: CloudClock;
  readonly metrics = new Metrics(() => this.clock.metricTime());
  readonly weather: ServiceWeather;
  stack!: DeployedStack;
  authority!: Authority;
  lambda!: Lambda;
  queues!: Queues;
  bus!: EventBridge;
  scheduler!: Scheduler;
  table!: TableService;
  files!: FileFront;
  alarms!: AlarmWatch;
  internet!: Internet;
  gateway!: Gateway;
  /** The API, as callers reach it. */
  client!: LocalClient;
  /** Directly to the table, past every permission: what only a person with other rights could do. */
  database!: DynamoDBClient;
  /** Directly to the files, likewise. */
  storage!: S3Client;
  /** Records of the stream that were given up, by the function that could not read them: `publish BOOK#2030#xihu AUDIT#1`. */
  readonly givenUp: string[] = [];
  readonly #stops: (() => Promise<unknown> | unknown)[] = [];
  #minutes = 0;
  #invocations!: AsyncInvocations;

  private constructor({ seed = 1, odds = calm, clock = new CloudClock() }: AccountOptions) {
    this.clock = clock;
    this.weather = new ServiceWeather(seed, odds);
  }

  /** Deploys the template and starts everything. */
  static async open(options: AccountOptions): Promise<Account> {
    const opened = new Account(options);
    try {
      await opened.#deploy(options);
      return opened;
    } catch (fault) {
      await opened.close();
      throw fault;
    }
  }

  async close(): Promise<void> {
    for (const stop of this.#stops.splice(0).reverse()) await stop();
  }

  /** The name of the table. */
  get tableName(): string {
    return this.lambda.find('sweep').deployed.properties.Environment.Variables.TABLE_NAME;
  }

  /** Lets minutes pass: each wakes what has a rhythm, and then looks at every alarm. */
  async pass(minutes: number): Promise<void> {
    for (let minute = 0; minute < minutes; minute++) {
      this.clock.minute();
      this.#minutes++;
      await this.bus.minute(this.#minutes);
      this.queues.report();
      this.alarms.look(this.clock.metricTime());
    }
  }

  /** Resolves when no event is on its way to a function that nobody waits for. */
  settled(): Promise<void> {
    return this.#invocations.settled();
  }

  async #deploy({ assembly, alter, storage, template: name = 'template' }: AccountOptions): Promise<void> {
    const folder = mkdtempSync(join(tmpdir(), 'kaohe-account-'));
    this.#stops.push(() => rmSync(folder, { recursive: true, force: true }));
    const template = JSON.parse(readFileSync(join(assembly, `${name}.json`), 'utf8')) as SynthesizedTemplate;
    alter?.(template);
    // Addresses of queues are those of the front, which needs to know of permissions: both are deferred to each other.
    const front = await startServiceFront(() => this.authority, this.clock);
    this.#stops.push(front.stop);
    this.stack = new DeployedStack(template, parameters, front.url, name === 'china' ? places.china : places.world);
    this.authority = new Authority(this.stack);
    for (const { arn, path, properties } of this.stack.ofType('AWS::Lambda::Function'))
      if (!this.authority.mayAssume('lambda.amazonaws.com', properties.Role, arn))
        throw new Error(`The role defined for the function ${path} cannot be assumed by Lambda.`);
    const kept = storage ?? (await openStorage());
    if (!storage) this.#stops.push(kept.close);
    this.internet = await Internet.open();
    this.#stops.push(() => this.internet.close());
    await this.#openFiles(kept.folder);
    this.lambda = await Lambda.start(this.stack, {
      ...{
        region: this.stack.place.region,
        clock: this.clock,
        metrics: this.metrics,
        internet: this.internet.settings,
      },
      ...{ bundles: join(assembly, 'bundles'), folder: join(folder, 'functions') },
      endpoints: { AWS_ENDPOINT_URL: front.url, AWS_ENDPOINT_URL_S3: this.files.url },
      keyOf: (role) => this.authority.keyOf(role),
    });
    this.#stops.push(() => this.lambda.stop());
    const { stack, authority, lambda, metrics, clock, weather } = this;
    this.queues = new Queues(stack, clock, metrics);
    const around = { stack, authority, lambda, metrics, clock, weather, queues: this.queues };
    this.#invocations = new AsyncInvocations(around);
    this.bus = new EventBridge({ ...around, invocations: this.#invocations });
    this.scheduler = new Scheduler(around);
    this.#stops.push(() => this.scheduler.stop());
    this.table = new TableService(stack.place, kept.endpoint, weather, metrics);
    for (const service of [this.table, this.queues, this.bus, this.scheduler]) front.serve(service);
    await this.#openTable(kept.endpoint);
    const stream = { ...around, databaseEndpoint: kept.endpoint, filesEndpoint: this.files.url };
    const checkpointFile = join(folder, 'stream.json');
    const onGivenUp = ({ subscriber, records }: FailedDelivery) => {
      const keys = records.map(({ dynamodb }) => dynamodb!.Keys!);
      this.givenUp.push(...keys.map(({ pk, sk }) => `${subscriber} ${pk!.S} ${sk!.S}`));
    };
    const mappings = await startStreamMappings(this.tableName, { ...stream, checkpointFile, onGivenUp });
    this.#stops.push(mappings.stop, startQueueMappings(around).stop);
    this.gateway = await startGateway({ ...around, internet: this.internet, folder });
    this.#stops.push(this.gateway.close);
    this.client = new LocalClient(`http://127.0.0.1:${this.gateway.port}`);
    this.alarms = new AlarmWatch(stack, metrics, clock.metricTime());
  }

  async #openTable(endpoint: string): Promise<void> {
    const credentials = { accessKeyId: 'owner', secretAccessKey: 'owner' };
    this.database = new DynamoDBClient({ endpoint, region: this.stack.place.region, credentials });
    this.#stops.push(() => this.database.destroy());
    await createBookTable(this.database, this.tableName);
  }

  async #openFiles(folder: string): Promise<void> {
    const credentials = { accessKeyId: 'stand-in', secretAccessKey: 'stand-in' };
    const clock = () => new Date(this.clock.now());
    const { place } = this.stack;
    const { region } = place;
    const buckets = this.stack.ofType('AWS::S3::Bucket');
    const s3 = await startS3({
      ...{ directory: join(folder, 'files'), credentials, region, clock },
      buckets: buckets.map(({ ref, properties }) => ({
        name: ref,
        corsOrigins: properties.CorsConfiguration?.CorsRules?.[0]?.AllowedOrigins ?? [],
      })),
      onObjectCreated: async (event) => this.#announce(event, buckets),
    });
    this.storage = new S3Client({ endpoint: s3.endpoint, region, credentials, forcePathStyle: true });
    this.#stops.push(s3.stop, () => this.storage.destroy());
    const { authority, weather } = this;
    this.files = await startFileFront({
      place,
      authority,
      weather,
      clock: this.clock,
      endpoint: s3.endpoint,
      credentials,
    });
    this.#stops.push(() => this.files.stop());
  }

  /** Tells of a stored object whoever the bucket of the template is to tell. */
  #announce(event: S3Event, buckets: readonly Deployed[]): void {
    const { bucket, object } = event.Records[0]!.s3;
    const { arn, properties } = buckets.find(({ ref }) => ref === bucket.name)!;
    const { LambdaConfigurations = [], EventBridgeConfiguration } = properties.NotificationConfiguration ?? {};
    for (const { Event, Function: woken, Filter } of LambdaConfigurations) {
      if (Event !== 's3:ObjectCreated:*') throw new Error(`nobody knows when ${Event} is`);
      const rules: { Name: string; Value: string }[] = Filter?.S3Key?.Rules ?? [];
      if (rules.every(({ Name, Value }) => Name === 'prefix' && object.key.startsWith(Value)))
        this.#invocations.begin(woken, event, { service: 's3.amazonaws.com', sourceArn: arn });
    }
    if (EventBridgeConfiguration) {
      const detail = { version: '0', bucket: { name: bucket.name }, object: { key: object.key, size: object.size } };
      this.bus.put(
        'default',
        'aws.s3',
        'Object Created',
        { ...detail, requester: account },
        new Date(this.clock.now()),
      );
    }
  }
}
