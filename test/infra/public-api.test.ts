import { describe, expect, it } from 'vitest';
import { routes } from '../../functions/routes.ts';
import { buildStack, ofFunction, ofType, type Resource, resourcesOf } from './synthesized-stack.ts';

const resources = resourcesOf(buildStack());

function deployedRoute(routeKey: string): Resource['Properties'] {
  const found = ofType(resources, 'AWS::ApiGatewayV2::Route').filter(
    ({ Properties }) => Properties.RouteKey === routeKey,
  );
  expect(found, routeKey).toHaveLength(1);
  return found[0]!.Properties;
}

/** The function that a deployed route calls. */
function functionOf(route: Resource['Properties']): unknown {
  const integrationId = route.Target['Fn::Join'][1][1].Ref;
  const integration = resources.find(({ id }) => id === integrationId)!.Properties;
  expect(integration).toMatchObject({ IntegrationType: 'AWS_PROXY', PayloadFormatVersion: '2.0' });
  return integration.IntegrationUri['Fn::GetAtt'][0];
}

describe.each(routes)('$method $path', (route) => {
  const deployed = deployedRoute(`${route.method} ${route.path}`);

  it('calls the function of the table', () => {
    expect(functionOf(deployed)).toBe(ofFunction(resources, route.function, 'AWS::Lambda::Function').id);
  });

  it(route.roles === 'public' ? 'needs no token' : 'needs a token that the gateway has checked', () => {
    const [authorizer] = ofType(resources, 'AWS::ApiGatewayV2::Authorizer');
    expect(deployed).toMatchObject(
      route.roles === 'public'
        ? { AuthorizationType: 'NONE' }
        : { AuthorizationType: 'JWT', AuthorizerId: { Ref: authorizer!.id } },
    );
  });
});

describe('the gateway', () => {
  it('has no route besides the table but the one that answers 404 and 405', () => {
    const expected = [...routes.map(({ method, path }) => `${method} ${path}`), '$default'];
    const deployed = ofType(resources, 'AWS::ApiGatewayV2::Route').map(({ Properties }) => Properties.RouteKey);
    expect(deployed.sort()).toEqual(expected.sort());
  });

  it('hands every unknown request, even without a token, to the open door', () => {
    const route = deployedRoute('$default');
    expect(route).toMatchObject({ AuthorizationType: 'NONE' });
    expect(functionOf(route)).toBe(ofFunction(resources, 'open-door', 'AWS::Lambda::Function').id);
  });

  it('may call the open door under the ARN of the default route, which names no path', () => {
    const { id } = ofFunction(resources, 'open-door', 'AWS::Lambda::Function');
    const sources = ofType(resources, 'AWS::Lambda::Permission')
      .filter(({ Properties }) => Properties.FunctionName['Fn::GetAtt'][0] === id)
      .map(({ Properties }) => Properties.SourceArn['Fn::Join'][1].at(-1));
    expect(sources).toContain('/*/*');
  });

  it('checks issuer and audience that only the deployment can choose', () => {
    const [authorizer] = ofType(resources, 'AWS::ApiGatewayV2::Authorizer');
    expect(authorizer!.Properties).toMatchObject({
      AuthorizerType: 'JWT',
      JwtConfiguration: { Issuer: { Ref: 'TokenIssuer' }, Audience: [{ Ref: 'TokenAudience' }] },
      IdentitySource: ['$request.header.Authorization'],
    });
  });

  it('has tokens checked by a function where an installation gives the keys, for each request anew', () => {
    const tokenKeys = 'https://login.internal/keys';
    const checking = resourcesOf(buildStack({ context: { tokenKeys } }));
    const [authorizer] = ofType(checking, 'AWS::ApiGatewayV2::Authorizer');
    expect(authorizer!.Properties).toMatchObject({
      AuthorizerType: 'REQUEST',
      AuthorizerPayloadFormatVersion: '2.0',
      EnableSimpleResponses: true,
      AuthorizerResultTtlInSeconds: 0,
      IdentitySource: ['$request.header.Authorization'],
    });
    const open = routes.filter(({ roles }) => roles === 'public').length + 1;
    const guarded = ofType(checking, 'AWS::ApiGatewayV2::Route').filter(
      ({ Properties }) => Properties.AuthorizationType === 'CUSTOM',
    );
    expect(guarded).toHaveLength(routes.length + 1 - open);
    const { Variables } = ofFunction(checking, 'check-tokens', 'AWS::Lambda::Function').Properties.Environment;
    expect(Variables).toMatchObject({
      TOKEN_ISSUER: { Ref: 'TokenIssuer' },
      TOKEN_AUDIENCE: { Ref: 'TokenAudience' },
      TOKEN_KEYS: tokenKeys,
    });
    expect(resources.filter(({ id }) => id.startsWith('checktokens'))).toEqual([]);
  });

  it('slows all callers together down before the functions suffer', () => {
    const [stage] = ofType(resources, 'AWS::ApiGatewayV2::Stage');
    expect(stage!.Properties.DefaultRouteSettings).toEqual({ ThrottlingRateLimit: 200, ThrottlingBurstLimit: 400 });
  });

  it('logs no address, user agent, path, query, token or claim', () => {
    const [stage] = ofType(resources, 'AWS::ApiGatewayV2::Stage');
    const fields = Object.values<string>(JSON.parse(stage!.Properties.AccessLogSettings.Format));
    expect(fields).toEqual(expect.arrayContaining(['$context.requestId', '$context.awsEndpointRequestId']));
    expect(fields.filter((field) => /identity|sourceIp|userAgent|path|authorizer|domain/i.test(field))).toEqual([]);
  });
});

describe('browsers of other origins', () => {
  const corsOf = (context: Record<string, unknown>) =>
    ofType(resourcesOf(buildStack({ context })), 'AWS::ApiGatewayV2::Api')[0]!.Properties.CorsConfiguration;

  it('are refused by default', () => {
    expect(corsOf({})).toBeUndefined();
  });

  it('are admitted from the listed origins and send the headers of the protocol', () => {
    expect(corsOf({ portalOrigins: 'https://a.example,https://b.example:8443' })).toMatchObject({
      AllowOrigins: ['https://a.example', 'https://b.example:8443'],
      AllowHeaders: expect.arrayContaining(['authorization', 'idempotency-key', 'if-match']),
      AllowMethods: [...new Set(routes.map(({ method }) => method))].sort(),
      ExposeHeaders: expect.arrayContaining(['etag', 'location', 'retry-after']),
    });
  });
});
