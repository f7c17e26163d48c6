import { EventBus } from 'aws-cdk-lib/aws-events';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { Settings } from './settings.ts';

/** The bus that carries what happened to whoever subscribes with a rule of their own. In this stack only the protection of evidence listens. */
export class PublishedEvents extends Construct {
  readonly bus: EventBus;
  /** The source that every event on the bus names. */
  readonly source = 'kaohe';

  constructor(scope: Construct, id: string, { stage }: Pick<Settings, 'stage'>) {
    super(scope, id);
    this.bus = new EventBus(this, 'Bus', {
      // A bus has no name but one that is given; the construct would give the same to each stage.
      eventBusName: `kaohe-${stage}`,
      description: 'What happened to books, scores, rankings and cycles',
    });
  }

  /** The permission to publish, on this bus alone. */
  publishStatement(): PolicyStatement {
    return new PolicyStatement({ actions: ['events:PutEvents'], resources: [this.bus.eventBusArn] });
  }
}
