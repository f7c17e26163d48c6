import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type { LocalRoute } from '../../../infra/local/gateway/gateway.ts';
import type { Authority } from './authority.ts';
import type { Lambda } from './lambda.ts';
import { arnOf, type Deployed, type DeployedStack } from './template.ts';

type Invoke = LocalRoute['invoke'];

/** What stands around an authorizer. */
export interface AuthorizerSurroundings {
  readonly stack: DeployedStack;
  readonly lambda: Lambda;
  readonly authority: Authority;
}

/** Whose tokens the API takes, and what is put before a route; nothing where the gateway itself looks at tokens. */
export interface Authorizer {
  readonly issuer: string;
  readonly audience: string;
  readonly type: 'JWT' | 'CUSTOM';
  readonly guard: ((invoke: Invoke) => Invoke) | null;
}

const told = (statusCode: number, message: string): APIGatewayProxyStructuredResultV2 => ({
  ...{ statusCode, headers: { 'content-type': 'application/json' } },
  body: JSON.stringify({ message }),
});

/** The authorizer of the template: the gateway's own check of tokens, or a function that is asked for each request. */
export function authorizerOf(api: Deployed, authorizer: Deployed, around: AuthorizerSurroundings): Authorizer {
  const { AuthorizerType, JwtConfiguration } = authorizer.properties;
  if (AuthorizerType === 'JWT')
    return { type: 'JWT', issuer: JwtConfiguration.Issuer, audience: JwtConfiguration.Audience[0], guard: null };
  const { AuthorizerPayloadFormatVersion, EnableSimpleResponses, AuthorizerResultTtlInSeconds } = authorizer.properties;
  if (AuthorizerType !== 'REQUEST' || AuthorizerPayloadFormatVersion !== '2.0' || !EnableSimpleResponses)
    throw new Error(`nobody knows the authorizer ${AuthorizerType} in another form than the simple one`);
  if (AuthorizerResultTtlInSeconds !== 0) throw new Error('an answer that is kept would outlive its token');
  const served = asked(authorizer, around);
  const { TOKEN_ISSUER, TOKEN_AUDIENCE } = served.deployed.properties.Environment.Variables;
  const guard = (invoke: Invoke) => guarded(api, authorizer, served, around, invoke);
  return { type: 'CUSTOM', issuer: TOKEN_ISSUER, audience: TOKEN_AUDIENCE, guard };
}

/** The function that an authorizer names, by an address that is right in this partition and region only. */
function asked({ properties }: Deployed, { stack, lambda }: AuthorizerSurroundings) {
  const { partition, region } = stack.place;
  const prefix = `arn:${partition}:apigateway:${region}:lambda:path/2015-03-31/functions/`;
  const [, arn] = properties.AuthorizerUri.split(prefix);
  if (!arn?.endsWith('/invocations')) throw new Error(`there is nothing at ${properties.AuthorizerUri}`);
  return lambda.find(arn.replace('/invocations', ''));
}

function guarded(
  api: Deployed,
  authorizer: Deployed,
  served: ReturnType<typeof asked>,
  { stack, authority }: AuthorizerSurroundings,
  invoke: Invoke,
): Invoke {
  const names: string[] = authorizer.properties.IdentitySource.map((source: string) => {
    const [, name] = /^\$request\.header\.([\w-]+)$/.exec(source) ?? [];
    if (!name) throw new Error(`nobody knows the identity source ${source}`);
    return name.toLowerCase();
  });
  const source = `${api.arn}/authorizers/${authorizer.ref}`;
  return async (event) => {
    const identitySource = names.flatMap((name) => event.headers[name] ?? []);
    // Where one is missing nobody is asked.
    if (identitySource.length < names.length) return told(401, 'Unauthorized');
    const service = 'apigateway.amazonaws.com';
    if (!authority.mayService(service, 'lambda:InvokeFunction', served.deployed.arn, source))
      return told(500, 'Internal Server Error');
    const routeArn = arnOf(stack.place, 'execute-api', `${api.ref}/$default/${event.routeKey.replace(' ', '')}`);
    const { body: _, isBase64Encoded: __, ...request } = event;
    const outcome = await served
      .invoke({ ...request, version: '2.0', type: 'REQUEST', routeArn, identitySource })
      .catch(() => undefined);
    if (!outcome || outcome.error !== undefined) return told(500, 'Internal Server Error');
    const { isAuthorized, context } = JSON.parse(outcome.payload);
    if (isAuthorized !== true) return told(403, 'Forbidden');
    return invoke({ ...event, requestContext: { ...event.requestContext, authorizer: { lambda: context } } } as never);
  };
}
