import { Duration, Validations } from 'aws-cdk-lib';
import { Rule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { Construct } from 'constructs';
import type { EventTrigger, ScheduleTrigger } from '../functions/triggers/trigger.ts';
import type { Alarms } from './alarms.ts';
import { DeadLetters } from './dead-letters.ts';
import type { EvidenceBucket } from './evidence-bucket.ts';
import type { PublishedEvents } from './published-events.ts';
import { Rhythm } from './rhythm.ts';
import type { ServiceFunction } from './service-function.ts';

export interface EvidencePipelineProps {
  readonly evidence: EvidenceBucket;
  readonly events: PublishedEvents;
  readonly alarms: Alarms;
  readonly register: ServiceFunction;
  readonly protect: { readonly reader: ServiceFunction; readonly trigger: EventTrigger };
  readonly rescan: { readonly woken: ServiceFunction; readonly trigger: ScheduleTrigger };
}

/**
 * From an upload to a file that is registered, and from a verification to files that are locked. Both functions are woken
 * asynchronously, so both keep what they gave up: neither S3 nor the bus would notice that a function failed.
 */
export class EvidencePipeline extends Construct {
  constructor(scope: Construct, id: string, props: EvidencePipelineProps) {
    super(scope, id);
    this.registerUploads(props);
    this.protectWhatIsVerified(props);
    new Rhythm(this, 'Rescan', {
      ...props.rescan,
      alarms: props.alarms,
      silence: 'Unfinished scans of evidence have not been tried again three times in a row.',
    });
    props.alarms.raise(this, 'OverdueScans', {
      metric: props.alarms.reported('OverdueScans'),
      threshold: 1,
      periods: 1,
      meaning: 'A file of evidence has waited half an hour for its scan; what rests on it cannot be assessed.',
    });
    props.alarms.raise(this, 'UnlockedEvidence', {
      metric: props.alarms.reported('UnlockedEvidence'),
      threshold: 1,
      periods: 1,
      meaning:
        'A verification has rested for half an hour on a file that could not be locked; the log of sweep says why.',
    });
  }

  private registerUploads({ evidence, register, alarms }: EvidencePipelineProps): void {
    const unregistered = this.keepLost('Unregistered', {
      alarms,
      meaning: 'An upload could not be registered; its event is kept: invoke register-evidence with its payload again.',
    });
    register.lambda.configureAsyncInvoke({
      retryAttempts: 2,
      maxEventAge: Duration.hours(6),
      onFailure: unregistered.destinationFor(register.role),
    });
    evidence.notifyOfUploads(register.lambda);
  }

  private protectWhatIsVerified({ events, protect, alarms }: EvidencePipelineProps): void {
    const { lambda, role } = protect.reader;
    const unprotected = this.keepLost('Unprotected', {
      alarms,
      meaning:
        'Evidence of a verification could not be locked; its event is kept: invoke protect-evidence with it again.',
    });
    lambda.configureAsyncInvoke({
      retryAttempts: 2,
      maxEventAge: Duration.hours(6),
      onFailure: unprotected.destinationFor(role),
    });
    new Rule(this, 'Verified', {
      description: 'Events whose evidence has to be locked',
      eventBus: events.bus,
      eventPattern: { source: [events.source], detailType: [...protect.trigger.types] },
      targets: [
        new LambdaFunction(lambda, {
          retryAttempts: 185,
          maxEventAge: Duration.hours(24),
          deadLetterQueue: unprotected.queue,
        }),
      ],
    });
  }

  private keepLost(id: string, props: { alarms: Alarms; meaning: string }): DeadLetters {
    const letters = new DeadLetters(this, id, props);
    Validations.of(letters.queue).acknowledge({
      id: 'AwsSolutions-SQS3',
      reason: 'It is a dead-letter queue itself, of asynchronous invocations, which the rule does not look at.',
    });
    return letters;
  }
}
