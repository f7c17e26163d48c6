import { Duration, RemovalPolicy, Validations } from 'aws-cdk-lib';
import { EventField, Rule, RuleTargetInput } from 'aws-cdk-lib/aws-events';
import { SnsTopic } from 'aws-cdk-lib/aws-events-targets';
import { type IRole, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { BlockPublicAccess, Bucket, BucketEncryption, type CfnBucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import type { Alarms } from './alarms.ts';
import { acknowledgeWildcard } from './wildcard-acknowledgement.ts';

/** Keeps every batch of the stream that was given up, with its payload, for 400 days, and announces each one. */
export class FailureBucket extends Construct {
  readonly bucket: Bucket;

  constructor(scope: Construct, id: string, alarms: Alarms) {
    super(scope, id);
    this.bucket = new Bucket(this, 'Bucket', {
      encryption: BucketEncryption.S3_MANAGED,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      enforceSSL: true,
      versioned: true,
      removalPolicy: RemovalPolicy.RETAIN,
      lifecycleRules: [{ expiration: Duration.days(400), noncurrentVersionExpiration: Duration.days(1) }],
    });
    Validations.of(this.bucket).acknowledge({
      id: 'AwsSolutions-S1',
      reason:
        'Only the stream mappings write here, and each object is announced by an event; an access log would need a second bucket for nothing new.',
    });
    this.announce(alarms);
  }

  /** Lets a role store what a mapping gave up, and nothing else: no reading back, no deleting. */
  allowStoring(role: IRole): void {
    role.addToPrincipalPolicy(
      new PolicyStatement({ actions: ['s3:PutObject'], resources: [this.bucket.arnForObjects('*')] }),
    );
    role.addToPrincipalPolicy(new PolicyStatement({ actions: ['s3:ListBucket'], resources: [this.bucket.bucketArn] }));
    acknowledgeWildcard(
      role,
      this.bucket.arnForObjects('*'),
      'The mapping chooses the name of each object it stores; the bucket holds nothing else.',
    );
  }

  // On the Cfn level: the property of the construct would deploy a function of its own to set this.
  private announce(alarms: Alarms): void {
    (this.bucket.node.defaultChild as CfnBucket).notificationConfiguration = {
      eventBridgeConfiguration: { eventBridgeEnabled: true },
    };
    new Rule(this, 'Stored', {
      description: 'A batch of the stream was given up and kept',
      eventPattern: {
        source: ['aws.s3'],
        detailType: ['Object Created'],
        detail: { bucket: { name: [this.bucket.bucketName] } },
      },
      targets: [
        new SnsTopic(alarms.topic, {
          authorizeUsingRole: true,
          message: RuleTargetInput.fromText(
            `A batch of the stream was given up; it is kept with its payload in ${EventField.fromPath('$.detail.bucket.name')} under ${EventField.fromPath('$.detail.object.key')}.`,
          ),
        }),
      ],
    });
  }
}
