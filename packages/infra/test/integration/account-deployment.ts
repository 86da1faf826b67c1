import { DescribeStacksCommand, type CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { DeleteObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import type { SQSClient } from '@aws-sdk/client-sqs';
import type { Settings } from '../../lib/config.js';
import { namesOf } from '../../lib/naming.js';
import type { StackId } from '../../lib/stack-ids.js';
import type { Deployment } from './deployment.js';
import { signedFetch, type Fetch } from './signed-fetch.js';

/** The clients of one account and region. */
export interface AccountClients {
  readonly cloudFormation: CloudFormationClient;
  readonly s3: S3Client;
  readonly sqs: SQSClient;
}

/** What an account has of a deployment. */
export type Found =
  | { readonly kind: 'found'; readonly deployment: Deployment; readonly stackNames: readonly string[] }
  /** Nobody has said who asks: there is nothing to test, and nothing wrong. */
  | { readonly kind: 'no-credentials'; readonly reason: string }
  /** Something is wrong, and `reason` says what to do. */
  | { readonly kind: 'fault'; readonly reason: string };

/** The stacks whose outputs say where everything is. */
const telling: readonly StackId[] = ['data', 'api'];
const others: readonly StackId[] = ['security', 'network', 'ingest', 'monitoring', 'audit'];

/**
 * Finds a deployment by its settings: its stacks' outputs say where it is.
 *
 * @param environment variables of the process: those of AWS that name credentials, which were asked for already; `ANNALS_TOKEN` and `ANNALS_KEY` are for callers that do not sign, or do not sign alone
 */
export async function findDeployment(
  settings: Settings,
  clients: AccountClients,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<Found> {
  try {
    await clients.cloudFormation.config.credentials();
  } catch (error) {
    const { message } = error as Error;
    const named = naming.find((name) => environment[name]);
    if (named === undefined) return { kind: 'no-credentials', reason: `there are no credentials of AWS (${message})` };
    return { kind: 'fault', reason: `${named}=${environment[named]!} gives no credentials (${message})` };
  }
  try {
    return await findBy(settings, clients, environment);
  } catch (error) {
    const { name, message } = error as Error;
    return { kind: 'fault', reason: `CloudFormation tells nothing in ${settings.region} (${name}: ${message})` };
  }
}

/** Variables by which somebody says who asks: where these lead to no credentials, something is wrong. */
const naming = ['AWS_PROFILE', 'AWS_WEB_IDENTITY_TOKEN_FILE', 'AWS_ROLE_ARN'];

async function findBy(
  settings: Settings,
  clients: AccountClients,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<Found> {
  const { resource } = namesOf(settings);
  const outputs: Record<string, string> = {};
  const stackNames: string[] = [];
  for (const id of [...telling, ...others]) {
    const found = await outputsOf(clients.cloudFormation, resource(id));
    if (found === undefined && telling.includes(id))
      return {
        kind: 'fault',
        reason: `${resource(id)} is not deployed in ${settings.region}: run npm run cdk:deploy first`,
      };
    if (found === undefined) continue;
    stackNames.push(resource(id));
    Object.assign(outputs, found);
  }
  const missing = neededOutputs.filter((name) => outputs[name] === undefined);
  if (missing.length > 0)
    return { kind: 'fault', reason: `no stack has the output ${missing.join(', ')}: deploy again` };
  const caller = callerOf(settings, clients.cloudFormation.config.credentials, environment);
  if (typeof caller === 'string') return { kind: 'fault', reason: caller };
  return { kind: 'found', deployment: deploymentOf(outputs as Outputs, caller, clients), stackNames };
}

const neededOutputs = ['ApiUrl', 'BucketName', 'EventQueueUrl', 'NotificationQueueUrl'] as const;
type Outputs = Readonly<Record<(typeof neededOutputs)[number], string>>;

/** `undefined` where there is no such stack. */
async function outputsOf(client: CloudFormationClient, StackName: string) {
  try {
    const { Stacks = [] } = await client.send(new DescribeStacksCommand({ StackName }));
    return Object.fromEntries(
      (Stacks[0]?.Outputs ?? []).map(({ OutputKey, OutputValue }) => [OutputKey!, OutputValue!]),
    );
  } catch (error) {
    const { name, message } = error as Error;
    if (name === 'ValidationError' && message.includes('does not exist')) return undefined;
    throw error;
  }
}

/** Sends as the settings ask callers to; a sentence where what that takes is missing. */
function callerOf(
  { auth, apiKeys, region }: Settings,
  credentials: CloudFormationClient['config']['credentials'],
  { ANNALS_TOKEN: token, ANNALS_KEY: key }: Readonly<Record<string, string | undefined>>,
): Fetch | string {
  if (apiKeys && !key) return 'ANNALS_KEY is required: a key of the usage plan, as the setting apiKeys has it';
  const withKey: Record<string, string> = apiKeys ? { 'x-api-key': key! } : {};
  if (auth === 'iam') {
    const send = signedFetch({ region, credentials });
    return (url, request = {}) => send(url, { ...request, headers: { ...request.headers, ...withKey } });
  }
  if (!token) return `ANNALS_TOKEN is required: an access token that the setting auth=${auth} lets in`;
  const authorization = `Bearer ${token}`;
  return (url, request = {}) => fetch(url, { ...request, headers: { ...request.headers, ...withKey, authorization } });
}

function deploymentOf(outputs: Outputs, caller: Fetch, { s3, sqs }: AccountClients): Deployment {
  return {
    baseUrl: outputs.ApiUrl.replace(/\/$/, ''),
    fetch: caller,
    bucket: outputs.BucketName,
    removeObject: async (Key) => {
      await s3.send(new DeleteObjectCommand({ Bucket: outputs.BucketName, Key }));
    },
    sqs,
    queueUrls: { events: outputs.EventQueueUrl, notifications: outputs.NotificationQueueUrl },
  };
}
