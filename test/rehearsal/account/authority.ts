import { createHash } from 'node:crypto';
import type { RoleKey } from './function-environment.ts';
import { type Context, isGranted, matches, type Principal, type Statement, type Wish } from './policies.ts';
import { account, type DeployedStack } from './template.ts';

/** A wish that the template does not grant. */
export interface Refusal {
  readonly principal: string;
  readonly action: string;
  readonly resource: string;
}

/** Who may do what: decided for each call from the policies of the template, and from nothing else. */
export class Authority {
  readonly #identity = new Map<string, Statement[]>();
  readonly #resource = new Map<string, Statement[]>();
  readonly #roleOfKey = new Map<string, string>();
  readonly #withdrawn: { readonly role: string; readonly action: string }[] = [];
  /** What was refused although no test had withdrawn it. */
  readonly refusals: Refusal[] = [];

  constructor(stack: DeployedStack) {
    for (const { arn, ref, properties } of stack.ofType('AWS::IAM::Role')) {
      this.#resource.set(arn, properties.AssumeRolePolicyDocument.Statement);
      const inline = (properties.Policies ?? []).map((each: Record<string, unknown>) => each.PolicyDocument);
      const attached = stack.ofType('AWS::IAM::Policy').filter((policy) => policy.properties.Roles?.includes(ref));
      const documents = [...inline, ...attached.map((policy) => policy.properties.PolicyDocument)];
      this.#identity.set(
        arn,
        documents.flatMap(({ Statement }) => Statement),
      );
      this.#roleOfKey.set(this.keyOf(arn).accessKeyId, arn);
    }
    const attach = (arn: string, document: { Statement: Statement[] }) =>
      this.#resource.set(arn, [...(this.#resource.get(arn) ?? []), ...document.Statement]);
    for (const { properties } of stack.ofType('AWS::S3::BucketPolicy'))
      attach(`arn:${stack.place.partition}:s3:::${properties.Bucket}`, properties.PolicyDocument);
    for (const { properties } of stack.ofType('AWS::SQS::QueuePolicy'))
      for (const url of properties.Queues)
        attach(stack.find('AWS::SQS::Queue', ({ ref }) => ref === url).arn, properties.PolicyDocument);
    for (const { properties } of stack.ofType('AWS::Lambda::Permission')) {
      const { Action, FunctionName, Principal, SourceArn, SourceAccount } = properties;
      const isNamed = ({ arn, ref }: { arn: string; ref: string }) => arn === FunctionName || ref === FunctionName;
      const { arn } = stack.find('AWS::Lambda::Function', isNamed);
      const Condition = {
        ...(SourceArn && { ArnLike: { 'aws:SourceArn': SourceArn } }),
        ...(SourceAccount && { StringEquals: { 'aws:SourceAccount': SourceAccount } }),
      };
      attach(arn, {
        Statement: [{ Effect: 'Allow', Action, Resource: arn, Principal: { Service: Principal }, Condition }],
      });
    }
  }

  /** Credentials of a role, as a function gets them. */
  keyOf(roleArn: string): RoleKey {
    const digest = createHash('sha256').update(roleArn).digest('hex');
    return {
      accessKeyId: `ASIA${digest.slice(0, 16).toUpperCase()}`,
      secretAccessKey: digest.slice(16, 56),
      sessionToken: `rehearsal-session-${digest.slice(0, 24)}`,
    };
  }

  /** The role whose key this is; undefined for a key that nobody was given. */
  roleOf(accessKeyId: string): string | undefined {
    return this.#roleOfKey.get(accessKeyId);
  }

  /** Whether a role may do all of this. What it may not is kept, unless a test has withdrawn it. */
  firstRefused(role: string, wishes: readonly Wish[]): Wish | undefined {
    return wishes.find((wish) => !this.#decide({ role }, wish));
  }

  /** Whether a role may do this; to be asked for what is no request, so that a no is not kept. */
  wouldGrant(role: string, wish: Wish): boolean {
    return isGranted({ role }, wish, this.#policies({ role }, wish));
  }

  /** Whether a service of AWS may do this on behalf of a resource of this account. */
  mayService(service: string, action: string, resource: string, sourceArn: string): boolean {
    const context: Context = { 'aws:SourceArn': sourceArn, 'aws:SourceAccount': account };
    return this.#decide({ service }, { action, resource, context });
  }

  /** Whether a service may take on a role on behalf of a resource of this account, as the role's trust policy says. */
  mayAssume(service: string, role: string, sourceArn: string): boolean {
    return this.mayService(service, 'sts:AssumeRole', role, sourceArn);
  }

  /** Takes a grant away until it is given back; refusals that follow from it are nobody's fault. */
  withdraw(role: string, action: string): () => void {
    const withdrawn = { role, action };
    this.#withdrawn.push(withdrawn);
    return () => void this.#withdrawn.splice(this.#withdrawn.indexOf(withdrawn), 1);
  }

  #decide(principal: Principal, wish: Wish): boolean {
    const name = 'role' in principal ? principal.role : principal.service;
    if (this.#withdrawn.some(({ role, action }) => role === name && matches(wish.action, action))) return false;
    const granted = isGranted(principal, wish, this.#policies(principal, wish));
    if (!granted) this.refusals.push({ principal: name, action: wish.action, resource: wish.resource });
    return granted;
  }

  #policies(principal: Principal, { resource }: Wish) {
    const identity = 'role' in principal ? (this.#identity.get(principal.role) ?? []) : [];
    const bucket = /^arn:[a-z-]+:s3:::[^/]+/.exec(resource)?.[0];
    return { identity, resource: this.#resource.get(bucket ?? resource) ?? [] };
  }
}
