/** The region and account that everything of a test is in. */
export const place = { region: 'us-east-1', account: '000000000000' } as const;

/** A function as Lambda is told of it. */
export interface FunctionDefinition {
  readonly name: string;
  /** What was unzipped: the deployed files, and no others. */
  readonly folder: string;
  /** `file.export` */
  readonly handler: string;
  readonly timeoutMs: number;
  readonly memoryMiB: number;
  /** Its own variables; Lambda's are added. */
  readonly environment: Readonly<Record<string, string>>;
}

/** The ARN that a function is invoked by. */
export function arnOf({ name }: Pick<FunctionDefinition, 'name'>): string {
  return `arn:aws:lambda:${place.region}:${place.account}:function:${name}`;
}

/**
 * The variables of a function's process: what Lambda sets, then its own. Of the tests' process it has nothing.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime
 */
export function variablesOf({
  name,
  folder,
  handler,
  memoryMiB,
  environment,
}: FunctionDefinition): Record<string, string> {
  return {
    PATH: '/usr/local/bin:/usr/bin:/bin',
    LANG: 'en_US.UTF-8',
    TZ: ':UTC',
    _HANDLER: handler,
    LAMBDA_TASK_ROOT: folder,
    AWS_REGION: place.region,
    AWS_DEFAULT_REGION: place.region,
    AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_FUNCTION_NAME: name,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(memoryMiB),
    AWS_LAMBDA_LOG_FORMAT: 'JSON',
    AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${name}`,
    AWS_LAMBDA_LOG_STREAM_NAME: 'test',
    AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
    AWS_SESSION_TOKEN: 'session',
    AWS_XRAY_CONTEXT_MISSING: 'LOG_ERROR',
    ...environment,
  };
}
