import { EventBus } from 'aws-cdk-lib/aws-events';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';

/** The bus that carries what happened to whoever subscribes with a rule of their own. In this stack only the protection of evidence listens. */
export class PublishedEvents extends Construct {
  readonly bus: EventBus;
  /** The source that every event on the bus names. */
  readonly source = 'kaohe';

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.bus = new EventBus(this, 'Bus', { description: 'What happened to books, scores, rankings and cycles' });
  }

  /** The permission to publish, on this bus alone. */
  publishStatement(): PolicyStatement {
    return new PolicyStatement({ actions: ['events:PutEvents'], resources: [this.bus.eventBusArn] });
  }
}
