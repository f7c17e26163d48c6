import { setTimeout as wait } from 'node:timers/promises';
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type { GatewayRoute, LocalRoute } from '../../../infra/local/gateway/gateway.ts';
import { type HttpServer, startHttpServer } from '../../../infra/local/gateway/http-server.ts';
import { tokenRoute } from '../../../infra/local/gateway/local-routes.ts';
import { openTokenIssuer, type TokenIssuer } from '../../../infra/local/gateway/tokens.ts';
import type { Authority } from './authority.ts';
import { type Authorizer, authorizerOf } from './authorizer.ts';
import type { CloudClock } from './cloud-clock.ts';
import type { Internet } from './internet.ts';
import type { Lambda } from './lambda.ts';
import type { Metrics } from './metrics.ts';
import type { Deployed, DeployedStack } from './template.ts';

const integrationMillisecondsMax = 30_000;

/** What stands around the gateway. */
export interface GatewaySurroundings {
  readonly stack: DeployedStack;
  readonly lambda: Lambda;
  readonly authority: Authority;
  readonly metrics: Metrics;
  readonly clock: CloudClock;
  readonly internet: Internet;
  /** Where the identity provider keeps its key. */
  readonly folder: string;
}

const json = (statusCode: number, message: string): APIGatewayProxyStructuredResultV2 => ({
  ...{ statusCode, headers: { 'content-type': 'application/json' } },
  body: JSON.stringify({ message }),
});

/** What a test can do to the gateway. */
export interface Gateway extends HttpServer {
  /** Refuse all that comes, as if all callers together sent too much. */
  isOverrun: boolean;
  /** The identity provider, which signs whatever a test wants. */
  readonly tokens: TokenIssuer;
}

/** The HTTP API of the template: its routes and integrations, its authorizer, its throttle and its origins. */
export async function startGateway(around: GatewaySurroundings): Promise<Gateway> {
  const { stack, clock, folder } = around;
  const [api] = stack.ofType('AWS::ApiGatewayV2::Api') as [Deployed];
  const [authorizer] = stack.ofType('AWS::ApiGatewayV2::Authorizer') as [Deployed];
  const checks = authorizerOf(api, authorizer, around);
  const tokens = await openTokenIssuer({ dataDirectory: folder, ...checks });
  around.internet.keys = [tokens.publicKey];
  const state = { isOverrun: false, tokens };
  const backendOf = integrations(api, around, () => state.isOverrun);
  const routes = stack.ofType('AWS::ApiGatewayV2::Route');
  const defaultRoute = routes.find(({ properties }) => properties.RouteKey === '$default')!;
  const server = await startHttpServer({
    port: 0,
    routes: routes
      .filter((route) => route !== defaultRoute)
      .map((route) => routeOf(route, authorizer, checks, backendOf)),
    localRoutes: [tokenRoute(tokens)],
    portalOrigins: api.properties.CorsConfiguration?.AllowOrigins ?? [],
    authorize: tokens.authorize,
    now: () => clock.now(),
    unmatched: (event) => backendOf(defaultRoute)(event),
  });
  return Object.assign(state, server);
}

function routeOf(
  route: Deployed,
  authorizer: Deployed,
  { type, guard }: Authorizer,
  backendOf: ReturnType<typeof integrations>,
): GatewayRoute {
  const [method = '', path = ''] = route.properties.RouteKey.split(' ');
  const { AuthorizationType, AuthorizerId } = route.properties;
  const isPublic = AuthorizationType === 'NONE';
  if (!isPublic && (AuthorizationType !== type || AuthorizerId !== authorizer.ref))
    throw new Error(`${route.id} is open by mistake`);
  const named = { method: method as GatewayRoute['method'], path };
  const invoke = backendOf(route);
  // What a function checks, the gateway lets pass.
  return guard && !isPublic ? { ...named, isPublic: true, invoke: guard(invoke) } : { ...named, isPublic, invoke };
}

/** What a route's integration answers, in time, within the throttle of the stage, and as the functions' permissions let it. */
function integrations(
  api: Deployed,
  around: GatewaySurroundings,
  isOverrun: () => boolean,
): (route: Deployed) => LocalRoute['invoke'] {
  const { stack, lambda, authority, metrics } = around;
  const admits = throttleOf(stack);
  const log = accessLog(around);
  const count = (result: APIGatewayProxyStructuredResultV2) => {
    const status = result.statusCode ?? 200;
    log({ status: String(status) });
    metrics.put('AWS/ApiGateway', 'Count', { ApiId: api.ref }, 1);
    metrics.put('AWS/ApiGateway', '5xx', { ApiId: api.ref }, status >= 500 ? 1 : 0);
    metrics.put('AWS/ApiGateway', '4xx', { ApiId: api.ref }, status >= 400 && status < 500 ? 1 : 0);
    return result;
  };
  return (route) => {
    const id = route.properties.Target.replace('integrations/', '');
    const integration = stack.find('AWS::ApiGatewayV2::Integration', ({ ref }) => ref === id);
    const {
      IntegrationUri,
      PayloadFormatVersion,
      TimeoutInMillis = integrationMillisecondsMax,
    } = integration.properties;
    if (PayloadFormatVersion !== '2.0') throw new Error(`${integration.id} has another form of events`);
    const served = lambda.find(IntegrationUri);
    const source = `${api.arn}/$default/${route.properties.RouteKey.replace(' ', '')}`;
    return async (event) => {
      if (isOverrun() || !admits()) return count(json(429, 'Too Many Requests'));
      const may = authority.mayService(
        'apigateway.amazonaws.com',
        'lambda:InvokeFunction',
        served.deployed.arn,
        source,
      );
      if (!may) return count(json(500, 'Internal Server Error'));
      const begunAt = performance.now();
      const late = new AbortController();
      const outcome = await Promise.race([
        served.invoke(event).catch(() => undefined),
        wait(TimeoutInMillis, undefined, { signal: late.signal, ref: false }).catch(() => undefined),
      ]);
      late.abort();
      metrics.put('AWS/ApiGateway', 'Latency', { ApiId: api.ref }, performance.now() - begunAt);
      if (!outcome || outcome.error !== undefined)
        return count(outcome ? json(500, 'Internal Server Error') : json(503, 'Service Unavailable'));
      return count(JSON.parse(outcome.payload));
    };
  };
}

/** The stage's log, as far as its format says, read by the filters that the template has on its group. */
function accessLog({ stack, metrics }: GatewaySurroundings): (context: Readonly<Record<string, string>>) => void {
  const [stage] = stack.ofType('AWS::ApiGatewayV2::Stage') as [Deployed];
  const { Format, DestinationArn } = stage.properties.AccessLogSettings;
  const filters = stack
    .ofType('AWS::Logs::MetricFilter')
    .filter(({ properties }) => DestinationArn.includes(`:${properties.LogGroupName}`));
  return (context) => {
    const line = JSON.parse(Format.replace(/\$context\.([\w.]+)/g, (_: string, name: string) => context[name] ?? '-'));
    for (const { properties } of filters) {
      const [, field, wanted] = /^\{ \$\.(\w+) = "(\w+)" \}$/.exec(properties.FilterPattern) ?? [];
      if (!field) throw new Error(`nobody knows the filter ${properties.FilterPattern}`);
      for (const { MetricNamespace, MetricName, MetricValue, DefaultValue } of properties.MetricTransformations) {
        const value = line[field] === wanted ? Number(MetricValue) : DefaultValue;
        if (value !== undefined) metrics.put(MetricNamespace, MetricName, {}, value);
      }
    }
  };
}

/** A bucket of tokens, as the stage of the template has it. */
function throttleOf(stack: DeployedStack): () => boolean {
  const [stage] = stack.ofType('AWS::ApiGatewayV2::Stage') as [Deployed];
  const { ThrottlingBurstLimit, ThrottlingRateLimit } = stage.properties.DefaultRouteSettings;
  let tokens = ThrottlingBurstLimit;
  let filledAt = Date.now();
  return () => {
    const now = Date.now();
    tokens = Math.min(ThrottlingBurstLimit, tokens + ((now - filledAt) / 1000) * ThrottlingRateLimit);
    filledAt = now;
    if (tokens < 1) return false;
    tokens--;
    return true;
  };
}
