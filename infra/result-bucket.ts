import { type IRole, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { BlockPublicAccess, Bucket, BucketEncryption, type CfnBucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import type { AccessLogBucket } from './access-log-bucket.ts';
import { refusePutsOverOthers } from './conditional-puts.ts';
import { removalOf } from './removal.ts';
import type { Settings } from './settings.ts';
import { acknowledgeWildcard } from './wildcard-acknowledgement.ts';

/** Every file of a sealed result has a key below the one, every anchor of audit chains below the other. */
const finalPrefix = 'final/';
const anchorPrefix = 'anchors/';

/** As S3 calls it: against everybody, or against all but those who may bypass locks. */
function lockModeOf({ lock }: Settings): 'COMPLIANCE' | 'GOVERNANCE' {
  return lock === 'governance' ? 'GOVERNANCE' : 'COMPLIANCE';
}

export interface ResultBucketProps {
  readonly settings: Settings;
  readonly logs: AccessLogBucket;
}

/**
 * Files of sealed results and anchors of audit chains: each written once, and from then on undeletable by anybody until its
 * retention ends.
 */
export class ResultBucket extends Construct {
  readonly bucket: Bucket;
  private readonly settings: Settings;

  constructor(scope: Construct, id: string, { settings, logs }: ResultBucketProps) {
    super(scope, id);
    this.settings = settings;
    this.bucket = new Bucket(this, 'Bucket', {
      encryption: BucketEncryption.S3_MANAGED,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      enforceSSL: true,
      versioned: true,
      objectLockEnabled: true,
      removalPolicy: removalOf(settings),
      serverAccessLogsBucket: logs.bucket,
      serverAccessLogsPrefix: 'results/',
    });
    // On the Cfn level: the construct counts days, and leap days would make its years too short.
    (this.bucket.node.defaultChild as CfnBucket).objectLockConfiguration = {
      objectLockEnabled: 'Enabled',
      rule: { defaultRetention: { mode: lockModeOf(settings), years: settings.finalRetentionYears } },
    };
    refusePutsOverOthers(this.bucket, '*');
  }

  /**
   * Lets a role store files of results and anchors with a date up to which they are locked, hand out links to results, and
   * look for anchors.
   */
  allowWriting(role: IRole): void {
    const actions = ['s3:GetObject', 's3:PutObject', 's3:PutObjectRetention'];
    const [results, anchors] = [finalPrefix, anchorPrefix].map((prefix) => this.bucket.arnForObjects(`${prefix}*`));
    role.addToPrincipalPolicy(new PolicyStatement({ actions, resources: [results!, anchors!] }));
    acknowledgeWildcard(
      role,
      results!,
      'Names of results hold their digest; the pattern covers the files of results alone.',
    );
    acknowledgeWildcard(role, anchors!, 'Anchors are named after cycles and days; the pattern covers anchors alone.');
    // Whoever may not list is told of a missing key that access is denied, and could not tell it from a refusal. IfExists:
    // a request for an object has no prefix of its own.
    role.addToPrincipalPolicy(
      new PolicyStatement({
        actions: ['s3:ListBucket'],
        resources: [this.bucket.bucketArn],
        conditions: { StringLikeIfExists: { 's3:prefix': `${anchorPrefix}*` } },
      }),
    );
  }

  /** What a function that writes results has to know. */
  environment(): Record<string, string> {
    return {
      FINAL_BUCKET: this.bucket.bucketName,
      FINAL_RETENTION_YEARS: String(this.settings.finalRetentionYears),
      ...(this.settings.lock === 'governance' && { LOCK_MODE: lockModeOf(this.settings) }),
    };
  }
}
