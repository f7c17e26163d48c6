import { RemovalPolicy } from 'aws-cdk-lib';
import { type IRole, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { BlockPublicAccess, Bucket, BucketEncryption, type CfnBucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import type { AccessLogBucket } from './access-log-bucket.ts';
import { refusePutsOverOthers } from './conditional-puts.ts';
import { acknowledgeWildcard } from './wildcard-acknowledgement.ts';

/** Every file of a sealed result has a key below this. */
const finalPrefix = 'final/';

export interface ResultBucketProps {
  readonly retentionYears: number;
  readonly logs: AccessLogBucket;
}

/** Files of sealed results: each written once, and from then on undeletable by anybody until its retention ends. */
export class ResultBucket extends Construct {
  readonly bucket: Bucket;
  private readonly retentionYears: number;

  constructor(scope: Construct, id: string, { retentionYears, logs }: ResultBucketProps) {
    super(scope, id);
    this.retentionYears = retentionYears;
    this.bucket = new Bucket(this, 'Bucket', {
      encryption: BucketEncryption.S3_MANAGED,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      enforceSSL: true,
      versioned: true,
      objectLockEnabled: true,
      removalPolicy: RemovalPolicy.RETAIN,
      serverAccessLogsBucket: logs.bucket,
      serverAccessLogsPrefix: 'results/',
    });
    // On the Cfn level: the construct counts days, and leap days would make its years too short.
    (this.bucket.node.defaultChild as CfnBucket).objectLockConfiguration = {
      objectLockEnabled: 'Enabled',
      rule: { defaultRetention: { mode: 'COMPLIANCE', years: retentionYears } },
    };
    refusePutsOverOthers(this.bucket, '*');
  }

  /** Lets a role store files of results with a date up to which they are locked, and hand out links to them. */
  allowWriting(role: IRole): void {
    const files = this.bucket.arnForObjects(`${finalPrefix}*`);
    const actions = ['s3:GetObject', 's3:PutObject', 's3:PutObjectRetention'];
    role.addToPrincipalPolicy(new PolicyStatement({ actions, resources: [files] }));
    acknowledgeWildcard(
      role,
      files,
      'Names of results hold their digest; the pattern covers the files of results alone.',
    );
  }

  /** What a function that writes results has to know. */
  environment(): Record<string, string> {
    return { FINAL_BUCKET: this.bucket.bucketName, FINAL_RETENTION_YEARS: String(this.retentionYears) };
  }
}
