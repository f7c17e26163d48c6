import type { Deployed } from './template.ts';

/** Credentials that stand for a function's role. */
export interface RoleKey {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
}

/** The template's variables, and what Lambda itself sets; nothing of this process's own. */
export function environmentOf(
  deployed: Deployed,
  region: string,
  folder: string,
  endpoints: Readonly<Record<string, string>>,
  keyOf: (roleArn: string) => RoleKey,
): Record<string, string> {
  const { Role, MemorySize, Handler, Runtime, Environment } = deployed.properties;
  if (Runtime !== 'nodejs24.x') throw new Error(`${deployed.id} wants another runtime: ${Runtime}`);
  const key = keyOf(Role);
  return {
    ...Environment?.Variables,
    ...endpoints,
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_ACCESS_KEY_ID: key.accessKeyId,
    AWS_SECRET_ACCESS_KEY: key.secretAccessKey,
    AWS_SESSION_TOKEN: key.sessionToken,
    AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
    AWS_LAMBDA_FUNCTION_NAME: deployed.ref,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(MemorySize),
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${deployed.ref}`,
    AWS_LAMBDA_LOG_STREAM_NAME: '2026/01/01/[$LATEST]0123456789abcdef0123456789abcdef',
    LAMBDA_TASK_ROOT: folder,
    LAMBDA_RUNTIME_DIR: '/var/runtime',
    _HANDLER: Handler,
    TZ: ':UTC',
    LANG: 'en_US.UTF-8',
    PATH: '/usr/local/bin:/usr/bin:/bin',
  };
}
