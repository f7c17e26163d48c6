/** A resource as CloudFormation would have made it: everything that the template refers to has become text. */
export interface Deployed {
  readonly id: string;
  readonly type: string;
  /** What `Ref` gives. */
  readonly ref: string;
  readonly arn: string;
  /** Path of the construct, `Kaohe/sweep/Function/Resource`. */
  readonly path: string;
  // biome-ignore lint/suspicious/noExplicitAny: a template is JSON of every resource type there is
  readonly properties: Record<string, any>;
}

/** A template as it is synthesized. */
export interface SynthesizedTemplate {
  readonly Resources: Readonly<Record<string, { Type: string; Properties?: object; Metadata?: object }>>;
}

/** The made-up account that everything is deployed into. */
export const account = '111122223333';
export const stackName = 'kaohe-rehearsal';

/** A region, and what it lies in. */
export interface Place {
  readonly partition: string;
  readonly region: string;
  readonly urlSuffix: string;
}

export const places = {
  world: { partition: 'aws', region: 'ap-southeast-1', urlSuffix: 'amazonaws.com' },
  china: { partition: 'aws-cn', region: 'cn-north-1', urlSuffix: 'amazonaws.com.cn' },
} as const satisfies Record<string, Place>;

/** The name of something of the account there. */
export function arnOf({ partition, region }: Place, service: string, resource: string): string {
  return `arn:${partition}:${service}:${region}:${account}:${resource}`;
}

/** Under which name a table is restored there. */
export const restoredTable = 'kaohe-restored';

/** What CloudFormation knows of itself. */
const pseudoIn = (place: Place): Readonly<Record<string, string>> => ({
  'AWS::AccountId': account,
  'AWS::Region': place.region,
  'AWS::Partition': place.partition,
  'AWS::URLSuffix': place.urlSuffix,
  'AWS::StackName': stackName,
  'AWS::StackId': arnOf(place, 'cloudformation', `stack/${stackName}/1`),
});

interface Naming {
  /** The property that names it, where the template does so. */
  readonly named?: string;
  readonly arn: (name: string, place: Place) => string;
  readonly ref?: (name: string, arn: string) => string;
}

const regional = (service: string, kind: string) => (name: string, place: Place) =>
  arnOf(place, service, `${kind}${name}`);

/** How each type of resource is named. Of every other one nothing but its id is known. */
const namings: Readonly<Record<string, Naming>> = {
  'AWS::Lambda::Function': { named: 'FunctionName', arn: regional('lambda', 'function:') },
  'AWS::IAM::Role': {
    named: 'RoleName',
    arn: (name, { partition }) => `arn:${partition}:iam::${account}:role/${name}`,
  },
  'AWS::DynamoDB::Table': { named: 'TableName', arn: regional('dynamodb', 'table/') },
  'AWS::S3::Bucket': { named: 'BucketName', arn: (name, { partition }) => `arn:${partition}:s3:::${name}` },
  'AWS::SQS::Queue': { named: 'QueueName', arn: regional('sqs', '') },
  'AWS::SNS::Topic': { named: 'TopicName', arn: regional('sns', ''), ref: (_, arn) => arn },
  'AWS::Events::EventBus': { named: 'Name', arn: regional('events', 'event-bus/') },
  'AWS::Events::Rule': { named: 'Name', arn: regional('events', 'rule/') },
  'AWS::Scheduler::ScheduleGroup': { named: 'Name', arn: regional('scheduler', 'schedule-group/') },
  'AWS::Logs::LogGroup': {
    named: 'LogGroupName',
    arn: (name, place) => `${regional('logs', 'log-group:')(name, place)}:*`,
  },
  'AWS::CloudWatch::Alarm': { named: 'AlarmName', arn: regional('cloudwatch', 'alarm:') },
  'AWS::ApiGatewayV2::Api': { arn: regional('execute-api', '') },
};

/** A template that has been deployed with these values of its parameters. Queues have addresses below `queuesUrl`. */
export class DeployedStack {
  readonly place: Place;
  readonly #template: SynthesizedTemplate;
  readonly #parameters: Readonly<Record<string, string>>;
  readonly #queuesUrl: string;
  readonly #resources = new Map<string, Deployed>();

  constructor(
    template: SynthesizedTemplate,
    parameters: Readonly<Record<string, string>>,
    queuesUrl: string,
    place: Place = places.world,
  ) {
    this.place = place;
    this.#template = template;
    this.#parameters = { ...pseudoIn(place), ...parameters };
    this.#queuesUrl = queuesUrl;
    for (const id of Object.keys(template.Resources)) this.#resources.set(id, this.#deploy(id));
  }

  ofType(type: string): Deployed[] {
    return [...this.#resources.values()].filter((resource) => resource.type === type);
  }

  /** The resource of this type that `property` and `value` choose; throws if there is none. */
  find(type: string, choose: (resource: Deployed) => boolean): Deployed {
    const found = this.ofType(type).find(choose);
    if (!found) throw new Error(`the template has no ${type} that is wanted here`);
    return found;
  }

  #deploy(id: string): Deployed {
    const { Type, Properties = {}, Metadata = {} } = this.#template.Resources[id]!;
    const properties = this.#resolve(Properties) as Deployed['properties'];
    const path = (Metadata as { 'aws:cdk:path'?: string })['aws:cdk:path'] ?? id;
    return { id, type: Type, ref: this.#ref(id), arn: this.#arn(id), path, properties };
  }

  #name(id: string): string {
    const { Type, Properties = {} } = this.#template.Resources[id]!;
    const { named } = namings[Type] ?? {};
    const given = named && (Properties as Record<string, unknown>)[named];
    if (given !== undefined) return this.#resolve(given) as string;
    if (Type === 'AWS::S3::Bucket') return `${stackName}-${id.toLowerCase()}`;
    if (Type === 'AWS::ApiGatewayV2::Api') return id.toLowerCase().slice(-10);
    // As CloudFormation makes names, but for what it adds by chance.
    const made = `${stackName}-${id}`;
    return (Properties as { FifoQueue?: boolean }).FifoQueue ? `${made}.fifo` : made;
  }

  #arn(id: string): string {
    const naming = namings[this.#template.Resources[id]!.Type];
    return naming ? naming.arn(this.#name(id), this.place) : `arn:of:${id}`;
  }

  #ref(id: string): string {
    const { Type } = this.#template.Resources[id]!;
    if (Type === 'AWS::SQS::Queue') return `${this.#queuesUrl}/${account}/${this.#name(id)}`;
    const naming = namings[Type];
    if (!naming) return id;
    return naming.ref?.(this.#name(id), this.#arn(id)) ?? this.#name(id);
  }

  #attribute(id: string, attribute: string): string {
    const { region, urlSuffix } = this.place;
    if (attribute === 'Arn' || attribute === 'TopicArn') return this.#arn(id);
    if (attribute === 'QueueName' || attribute === 'Name' || attribute === 'TopicName') return this.#name(id);
    if (attribute === 'StreamArn') return `${this.#arn(id)}/stream/2026-01-01T00:00:00.000`;
    if (attribute === 'ApiEndpoint') return `https://${this.#name(id)}.execute-api.${region}.${urlSuffix}`;
    if (attribute.endsWith('DomainName')) return `${this.#name(id)}.s3.${region}.${urlSuffix}`;
    throw new Error(`nobody knows the attribute ${attribute} of ${id}`);
  }

  /** References and functions of CloudFormation, replaced by what they give. Throws on one that nobody knows. */
  #resolve(value: unknown): unknown {
    if (Array.isArray(value)) return value.map((item) => this.#resolve(item));
    if (typeof value !== 'object' || value === null) return value;
    const [[name, given] = ['', undefined], ...others] = Object.entries(value);
    if (others.length === 0 && name === 'Ref') return this.#reference(given as string);
    if (others.length > 0 || !name.startsWith('Fn::'))
      return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, this.#resolve(item)]));
    return this.#call(name, given);
  }

  #reference(name: string): string {
    const value = this.#parameters[name];
    if (value !== undefined) return value;
    if (!(name in this.#template.Resources)) throw new Error(`the template refers to ${name}, which nobody knows`);
    return this.#ref(name);
  }

  #call(name: string, given: unknown): unknown {
    if (name === 'Fn::GetAtt') return this.#attribute(...(given as [string, string]));
    if (name === 'Fn::Sub' && typeof given === 'string')
      return given.replace(/\$\{([\w:]+)(?:\.(\w+))?\}/g, (_, id: string, attribute?: string) =>
        attribute ? this.#attribute(id, attribute) : this.#reference(id),
      );
    const resolved = this.#resolve(given) as unknown[];
    if (name === 'Fn::Join') return (resolved[1] as string[]).join(resolved[0] as string);
    if (name === 'Fn::Select') return (resolved[1] as unknown[])[Number(resolved[0])];
    if (name === 'Fn::Split') return (resolved[1] as string).split(resolved[0] as string);
    throw new Error(`nobody knows what ${name} gives`);
  }
}
