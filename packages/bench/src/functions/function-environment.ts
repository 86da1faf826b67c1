import type { StubPlace } from '../programs/aws-stub.js';
import { bucketName } from '../workload/object-notification.js';

/** Features of Node that Lambda's runtime switches off. */
export const lambdaFlags = ['--no-experimental-require-module', '--no-experimental-detect-module'];

/** The table of all functions. */
export const tableName = 'annals-bench';

/**
 * The variables of a function: what Lambda sets, then what the deployment does.
 *
 * @param certificate the file of what the stub must be trusted by
 * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime
 */
export function functionEnvironment(stub: StubPlace, certificate: string): Record<string, string> {
  const queue = `${stub.endpoint}/123456789012`;
  return {
    TZ: ':UTC',
    LANG: 'en_US.UTF-8',
    LAMBDA_TASK_ROOT: '/var/task',
    AWS_REGION: 'eu-central-1',
    AWS_DEFAULT_REGION: 'eu-central-1',
    AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_FUNCTION_NAME: 'annals-bench',
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '1769',
    AWS_LAMBDA_LOG_GROUP_NAME: '/aws/lambda/annals-bench',
    AWS_LAMBDA_LOG_STREAM_NAME: 'bench',
    AWS_LAMBDA_LOG_FORMAT: 'JSON',
    AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
    AWS_SESSION_TOKEN: 'session',
    AWS_XRAY_CONTEXT_MISSING: 'LOG_ERROR',
    AWS_XRAY_DAEMON_ADDRESS: stub.xrayDaemon,
    NODE_EXTRA_CA_CERTS: certificate,
    TABLE_NAME: tableName,
    DYNAMODB_ENDPOINT: stub.endpoint,
    BUCKET_NAME: bucketName,
    S3_ENDPOINT: stub.endpoint,
    SQS_ENDPOINT: stub.endpoint,
    EVENT_QUEUE_URL: `${queue}/annals-events`,
    SAMPLE_QUEUE_URL: `${queue}/annals-sample`,
    EVENT_DEAD_LETTER_QUEUE_URL: `${queue}/annals-events-dead`,
    AUTH_MODE: 'iam',
    LOG_LEVEL: 'info',
  };
}
