import { RemovalPolicy } from 'aws-cdk-lib';
import type { Settings } from './settings.ts';

/** What becomes of buckets and logs with the stack: they stay, unless it is a trial. A creation that is rolled back leaves none. */
export function removalOf({ keep }: Pick<Settings, 'keep'>): RemovalPolicy {
  return keep === 'yes' ? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE : RemovalPolicy.DESTROY;
}
