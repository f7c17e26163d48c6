import { Stack, Validations } from 'aws-cdk-lib';
import type { IRole } from 'aws-cdk-lib/aws-iam';

/** Acknowledges that a role's policy names one pattern of resources, and why that pattern is as narrow as it can be. */
export function acknowledgeWildcard(role: IRole, resourcePattern: string, reason: string): void {
  const shown = asShown(Stack.of(role).resolve(resourcePattern));
  Validations.of(role).acknowledge({ id: `AwsSolutions-IAM5[Resource::${shown}]`, reason });
}

/** A name as the findings show it: references in angle brackets. */
function asShown(resolved: unknown): string {
  if (typeof resolved === 'string') return resolved;
  const { Ref, 'Fn::GetAtt': attribute, 'Fn::Join': join } = resolved as Record<string, unknown>;
  if (typeof Ref === 'string') return `<${Ref}>`;
  if (Array.isArray(attribute)) return `<${attribute.join('.')}>`;
  if (!Array.isArray(join)) throw new Error(`a name that findings show in another way: ${JSON.stringify(resolved)}`);
  return join[1].map(asShown).join(join[0]);
}
