import { Duration, Stack } from 'aws-cdk-lib';
import { type IRole, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { CfnPermission, type IFunction } from 'aws-cdk-lib/aws-lambda';
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  type CfnBucket,
  type CorsRule,
  HttpMethods,
  type LifecycleRule,
} from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import type { FunctionEntry } from '../functions/triggers/trigger.ts';
import { refusedTag } from '../lib/domain/evidence.ts';
import type { AccessLogBucket } from './access-log-bucket.ts';
import { refusePutsOverOthers } from './conditional-puts.ts';
import { removalOf } from './removal.ts';
import { evidenceBucketName, type Settings } from './settings.ts';
import { acknowledgeWildcard } from './wildcard-acknowledgement.ts';

type EvidenceAccess = NonNullable<FunctionEntry['evidenceFiles']>;

/** Every file of evidence has a key below this, and every upload creates one there. */
export const evidencePrefix = 'evidence/';
/** Tables that are uploaded to be imported have keys below this. */
const tablePrefix = 'imports/';

/** What each access may do with files below the prefix: nobody deletes. */
const evidenceActions: Record<EvidenceAccess, readonly string[]> = {
  sign: ['s3:GetObject', 's3:GetObjectVersion', 's3:PutObject'],
  read: ['s3:GetObject', 's3:GetObjectVersion'],
  lock: ['s3:GetObjectRetention', 's3:PutObjectRetention'],
};

// A tag says what may go, and its absence keeps: a fault of registration leaves bytes behind and never loses any. S3
// deletes no locked version by a rule, and an upload in parts cannot begin below the prefix at all.
const lifecycleRules: LifecycleRule[] = [
  {
    id: 'refused-uploads',
    prefix: evidencePrefix,
    tagFilters: { [refusedTag.key]: refusedTag.value },
    expiration: Duration.days(30),
    noncurrentVersionExpiration: Duration.days(1),
  },
  // As long as an import is known that was made of one.
  {
    id: 'imported-tables',
    prefix: tablePrefix,
    expiration: Duration.days(7),
    noncurrentVersionExpiration: Duration.days(1),
  },
  { id: 'leftovers', expiredObjectDeleteMarker: true, abortIncompleteMultipartUploadAfter: Duration.days(7) },
];

export interface EvidenceBucketProps {
  readonly settings: Settings;
  readonly logs: AccessLogBucket;
}

/**
 * Files of evidence. Each key is written once; versions are locked one by one when a verification rests on them. The
 * bucket survives the deletion of the stack, and a stack of the same stage then has to import it; a creation that is rolled
 * back leaves none.
 */
export class EvidenceBucket extends Construct {
  readonly bucket: Bucket;
  /** The name as text: the bucket names the function it notifies, so that function cannot refer back to the bucket. */
  private readonly name: string;
  private readonly settings: Settings;

  constructor(scope: Construct, id: string, { settings, logs }: EvidenceBucketProps) {
    super(scope, id);
    const { account, region } = Stack.of(this);
    this.settings = settings;
    this.name = evidenceBucketName(settings, account, region);
    this.bucket = new Bucket(this, 'Bucket', {
      bucketName: this.name,
      encryption: BucketEncryption.S3_MANAGED,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      enforceSSL: true,
      versioned: true,
      objectLockEnabled: true,
      removalPolicy: removalOf(settings),
      serverAccessLogsBucket: logs.bucket,
      serverAccessLogsPrefix: 'evidence/',
      lifecycleRules,
    });
    refusePutsOverOthers(this.bucket, '*');
  }

  /** Lets pages of these origins put and read files, each with an address that was signed for it. */
  admit(origins: readonly string[]): void {
    this.bucket.addCorsRule(corsFor(origins));
  }

  /** Where a browser finds the files. */
  origin(): string {
    const { region, urlSuffix } = Stack.of(this);
    return `https://${this.name}.s3.${region}.${urlSuffix}`;
  }

  /** Lets a function's role do with files of evidence what its entry in the table says. */
  allow(role: IRole, access: EvidenceAccess): void {
    const files = `${this.arn()}/${evidencePrefix}*`;
    role.addToPrincipalPolicy(new PolicyStatement({ actions: [...evidenceActions[access]], resources: [files] }));
    if (access === 'read') {
      role.addToPrincipalPolicy(mayTagRefused(files));
      // An event may be late, and its version gone.
      role.addToPrincipalPolicy(this.mayLookFor(evidencePrefix));
    }
    acknowledgeWildcard(
      role,
      files,
      'Ids of files are made at run time; the pattern covers the files of evidence alone.',
    );
  }

  /** Lets a function's role sign addresses for tables to import, and read what was uploaded. */
  allowTables(role: IRole): void {
    const tables = `${this.arn()}/${tablePrefix}*`;
    const actions = ['s3:GetObject', 's3:PutObject'];
    role.addToPrincipalPolicy(new PolicyStatement({ actions, resources: [tables] }));
    acknowledgeWildcard(role, tables, 'Ids of tables are made at run time; the pattern covers uploaded tables alone.');
    role.addToPrincipalPolicy(this.mayLookFor(tablePrefix));
  }

  /** What a function with this access has to know. */
  environmentFor(access: EvidenceAccess): Record<string, string> {
    const { evidenceRetentionYears, evidenceBytesMax, evidenceTypes, evidenceWarnings, lock } = this.settings;
    return {
      EVIDENCE_BUCKET: this.name,
      ...(access === 'lock' && { EVIDENCE_RETENTION_YEARS: String(evidenceRetentionYears) }),
      ...(access === 'lock' && lock === 'governance' && { LOCK_MODE: 'GOVERNANCE' }),
      ...(access === 'sign' && evidenceBytesMax && { EVIDENCE_BYTES_MAX: String(evidenceBytesMax) }),
      ...(access === 'sign' && evidenceTypes && { EVIDENCE_TYPES: evidenceTypes.join(',') }),
      ...(access === 'read' && { EVIDENCE_WARNINGS: evidenceWarnings }),
    };
  }

  /** Tells a function of every upload. On the Cfn level: the construct would deploy a function of its own to set this. */
  notifyOfUploads(target: IFunction): void {
    const permission = new CfnPermission(this, 'MayNotify', {
      action: 'lambda:InvokeFunction',
      functionName: target.functionArn,
      principal: 's3.amazonaws.com',
      sourceAccount: Stack.of(this).account,
      sourceArn: this.arn(),
    });
    const bucket = this.bucket.node.defaultChild as CfnBucket;
    bucket.notificationConfiguration = {
      lambdaConfigurations: [
        {
          event: 's3:ObjectCreated:*',
          function: target.functionArn,
          filter: { s3Key: { rules: [{ name: 'prefix', value: evidencePrefix }] } },
        },
      ],
    };
    // S3 takes no notification whose function would refuse it.
    bucket.addResourceDependency(permission);
  }

  /** Whoever may not list is told of a missing key that access is denied. A request for an object has no prefix of its own. */
  private mayLookFor(prefix: string): PolicyStatement {
    return new PolicyStatement({
      actions: ['s3:ListBucket'],
      resources: [this.arn()],
      conditions: { StringLikeIfExists: { 's3:prefix': `${prefix}*` } },
    });
  }

  private arn(): string {
    return Stack.of(this).formatArn({ service: 's3', region: '', account: '', resource: this.name });
  }
}

/** The one tag that a role may set; it cannot be taken off again with this. */
function mayTagRefused(files: string): PolicyStatement {
  return new PolicyStatement({
    actions: ['s3:PutObjectVersionTagging'],
    resources: [files],
    conditions: { StringEquals: { [`s3:RequestObjectTag/${refusedTag.key}`]: refusedTag.value } },
  });
}

function corsFor(portalOrigins: readonly string[]): CorsRule {
  return {
    allowedOrigins: [...portalOrigins],
    allowedMethods: [HttpMethods.PUT, HttpMethods.GET, HttpMethods.HEAD],
    allowedHeaders: ['content-type', 'if-none-match', 'x-amz-checksum-sha256'],
    exposedHeaders: ['ETag', 'x-amz-version-id'],
    maxAge: Duration.hours(1).toSeconds(),
  };
}
