import { Duration, Validations } from 'aws-cdk-lib';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import {
  CorsHttpMethod,
  type CorsPreflightOptions,
  DomainName,
  HttpApi,
  HttpMethod,
  HttpRoute,
  HttpRouteKey,
  type HttpStage,
  type IHttpRouteAuthorizer,
  LogGroupLogDestination,
} from 'aws-cdk-lib/aws-apigatewayv2';
import {
  HttpJwtAuthorizer,
  HttpLambdaAuthorizer,
  HttpLambdaResponseType,
} from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import type { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { FilterPattern, LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { crossOrigin } from '../functions/contract/cross-origin.ts';
import type { HttpFunctionName, Route } from '../functions/contract/route.ts';
import { type Alarms, sumOverFiveMinutes } from './alarms.ts';
import { removalOf } from './removal.ts';
import { logRetention, type ServiceFunction } from './service-function.ts';
import type { Settings } from './settings.ts';

/** Fields of the access log. Neither address, user agent, path nor token: a line names no person and no district. */
const accessLogFields = {
  requestId: '$context.requestId',
  // Lambda's own, under which the function's lines stand.
  functionRequestId: '$context.awsEndpointRequestId',
  time: '$context.requestTimeEpoch',
  route: '$context.routeKey',
  status: '$context.status',
  protocol: '$context.protocol',
  responseBytes: '$context.responseLength',
  responseMilliseconds: '$context.responseLatency',
  integrationStatus: '$context.integrationStatus',
  integrationError: '$context.integrationErrorMessage',
  // Not the authorizer's message, which may quote the token.
  gatewayError: '$context.error.responseType',
};

/** What the hundredth write of a hundred may take. */
const slowMilliseconds = 3000;

/** Requests per second of all callers together; above it the gateway answers 429. */
const throttle = { rateLimit: 200, burstLimit: 400 };

/** Whose tokens are taken, and what checks them where the gateway itself does not. */
export interface TokenSource {
  readonly issuer: string;
  readonly audience: string;
  readonly check?: ServiceFunction | undefined;
}

export interface PublicApiProps {
  readonly settings: Settings;
  readonly routes: readonly Route[];
  readonly functions: Readonly<Record<HttpFunctionName, ServiceFunction>>;
  readonly tokens: TokenSource;
  readonly alarms: Alarms;
}

/** The HTTP API: every route of the table, its tokens checked at the gateway, and a problem document for everything else. */
export class PublicApi extends Construct {
  readonly http: HttpApi;
  readonly url: string;
  /** Of the console's page, which the API itself serves: under the gateway's name, and under one of its own. */
  readonly origins: readonly string[];
  /** What an entry of one's own in the domain name system has to lead to. */
  readonly domainTarget: string | undefined;
  /** Requests that were answered with 429, by the gateway or by a function. */
  readonly tooMany: Metric;

  constructor(scope: Construct, id: string, props: PublicApiProps) {
    super(scope, id);
    this.http = new HttpApi(this, 'Api', {
      apiName: `kaohe-${props.settings.stage}`,
      createDefaultStage: false,
      ...(props.settings.portalOrigins.length > 0 && { corsPreflight: corsFor(props) }),
    });
    this.addRoutes(props);
    this.addDefaultRoute(props.functions['open-door']);
    const logGroup = new LogGroup(this, 'AccessLogs', {
      retention: logRetention,
      removalPolicy: removalOf(props.settings),
    });
    const domain = this.ownDomain(props.settings);
    const stage = this.addStage(logGroup, domain);
    this.url = domain ? stage.domainUrl : stage.url;
    this.origins = [this.http.apiEndpoint, ...(domain ? [`https://${props.settings.domainName}`] : [])];
    this.domainTarget = domain?.regionalDomainName;
    this.tooMany = tooManyIn(logGroup, props.settings);
    props.alarms.raise(this, 'ServerErrors', {
      metric: this.http.metricServerError(sumOverFiveMinutes),
      threshold: 5,
      periods: 1,
      meaning: 'Callers saw five or more answers of 5xx within five minutes; none may come from what they sent.',
    });
    props.alarms.raise(this, 'TooManyRequests', {
      metric: this.tooMany,
      threshold: 100,
      periods: 3,
      meaning: 'For a quarter of an hour requests are refused with 429: a portal sends too many, or all together do.',
    });
    props.alarms.raise(this, 'SlowWrites', {
      metric: props.functions['book-writes'].lambda.metricDuration({ period: Duration.minutes(5), statistic: 'p99' }),
      threshold: slowMilliseconds,
      periods: 3,
      meaning:
        'One write in a hundred takes three seconds and more, for a quarter of an hour: the table or a book is contended.',
    });
  }

  private addRoutes({ routes, functions, tokens, settings }: PublicApiProps): void {
    const authorizer = authorizerOf(tokens, settings);
    const integrations = new Map<HttpFunctionName, HttpLambdaIntegration>();
    for (const route of routes) {
      const integration =
        integrations.get(route.function) ??
        new HttpLambdaIntegration(route.function, functions[route.function].lambda, { scopePermissionToRoute: false });
      integrations.set(route.function, integration);
      const isPublic = route.roles === 'public';
      const [added] = this.http.addRoutes({
        path: route.path,
        methods: [HttpMethod[route.method]],
        integration,
        ...(!isPublic && { authorizer }),
      });
      if (isPublic) acknowledgeOpen(added!, 'The route table says public: it shows nothing that needs a token.');
    }
  }

  // An integration of its own: the permission of the others does not match the default route's shorter ARN.
  private addDefaultRoute(openDoor: ServiceFunction): void {
    const route = new HttpRoute(this, 'DefaultRoute', {
      httpApi: this.http,
      routeKey: HttpRouteKey.DEFAULT,
      integration: new HttpLambdaIntegration('default', openDoor.lambda),
    });
    acknowledgeOpen(route, 'Only answers 404 and 405 as problem documents; it reads and writes nothing.');
  }

  private addStage(logGroup: LogGroup, domainName: DomainName | undefined): HttpStage {
    return this.http.addStage('Stage', {
      stageName: '$default',
      autoDeploy: true,
      throttle,
      ...(domainName && { domainMapping: { domainName } }),
      accessLogSettings: {
        destination: new LogGroupLogDestination(logGroup),
        format: AccessLogFormat.custom(JSON.stringify(accessLogFields)),
      },
    });
  }

  private ownDomain({ domainName, domainCertificateArn }: Settings): DomainName | undefined {
    if (domainName === undefined || domainCertificateArn === undefined) return undefined;
    const certificate = Certificate.fromCertificateArn(this, 'Certificate', domainCertificateArn);
    return new DomainName(this, 'Domain', { domainName, certificate });
  }
}

/** The gateway counts 429 with all other refusals; its log tells them apart. */
function tooManyIn(logGroup: LogGroup, { stage }: Settings): Metric {
  const named = { metricNamespace: 'Kaohe', metricName: `TooManyRequests-${stage}` };
  const filter = logGroup.addMetricFilter('TooMany', {
    ...named,
    filterPattern: FilterPattern.stringValue('$.status', '=', '429'),
    metricValue: '1',
    defaultValue: 0,
  });
  return filter.metric(sumOverFiveMinutes);
}

/** The gateway's own check; or a function, for issuers whose keys the gateway can't fetch. */
function authorizerOf({ issuer, audience, check }: TokenSource, settings: Settings): IHttpRouteAuthorizer {
  if (!check) return new HttpJwtAuthorizer('Tokens', issuer, { jwtAudience: [audience] });
  const { tokenKeys = '', tokenKeyAuthorities } = settings;
  const environment = { TOKEN_ISSUER: issuer, TOKEN_AUDIENCE: audience, TOKEN_KEYS: tokenKeys };
  for (const [name, value] of Object.entries({ ...environment, TOKEN_KEY_AUTHORITIES: tokenKeyAuthorities }))
    if (value !== undefined) check.lambda.addEnvironment(name, value);
  return new HttpLambdaAuthorizer('Tokens', check.lambda, {
    responseTypes: [HttpLambdaResponseType.SIMPLE],
    // A kept answer would outlive its token.
    resultsCacheTtl: Duration.seconds(0),
  });
}

function acknowledgeOpen(route: HttpRoute, reason: string): void {
  Validations.of(route).acknowledge({ id: 'AwsSolutions-APIG4', reason });
}

function corsFor({ settings, routes }: PublicApiProps): CorsPreflightOptions {
  return {
    allowOrigins: [...settings.portalOrigins],
    allowMethods: crossOrigin.methodsOf(routes).map((method) => CorsHttpMethod[method]),
    allowHeaders: [...crossOrigin.requestHeaders],
    exposeHeaders: [...crossOrigin.replyHeaders],
    maxAge: Duration.seconds(crossOrigin.secondsMax),
  };
}
