import { Stack } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** Whether a mapping of a stream may keep what it gives up in a bucket: in the regions of China it may not. */
export function hasStreamFailureBuckets(scope: IConstruct): boolean {
  return Stack.of(scope).partition !== 'aws-cn';
}
