import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { S3Client } from '@aws-sdk/client-s3';
import type { Settings } from '../config.js';
import { namesOf } from '../naming.js';
import { statefulStacks } from '../stack-ids.js';
import { bucketsOfStacks } from './buckets-of-stacks.js';
import { emptyBucket } from './empty-bucket.js';

/** What a deployment is taken down with. */
export interface DestroyTools {
  readonly s3: S3Client;
  readonly cloudFormation: CloudFormationClient;
  /** Answers a question with yes or no. */
  readonly confirm: (question: string) => Promise<boolean>;
  readonly say: (line: string) => void;
  /** Destroys the stacks, and gives the exit code. */
  readonly destroyStacks: () => Promise<number>;
}

/** The clients of one region, with the credentials of the environment. */
export function accountClients(region: string): Pick<DestroyTools, 's3' | 'cloudFormation'> {
  return { s3: new S3Client({ region }), cloudFormation: new CloudFormationClient({ region }) };
}

/**
 * Empties the buckets of a deployment, which CloudFormation deletes empty alone, and destroys its stacks.
 *
 * Throws `BucketNotEmptied` and the SDK's own errors.
 *
 * @returns an exit code: 1 where the data is kept or somebody said no.
 */
export async function destroyDeployment(settings: Settings, tools: DestroyTools): Promise<number> {
  const { prefix, resource } = namesOf(settings);
  if (settings.retainData) {
    tools.say(
      'retainData: the data of this deployment is kept; set retainData to false and deploy before destroying it',
    );
    return 1;
  }
  const buckets = await bucketsOfStacks(tools.cloudFormation, statefulStacks.map(resource));
  const question = `Delete everything of ${prefix} in ${settings.region}, with all that is in ${listOf(buckets)}?`;
  if (!(await tools.confirm(question))) return 1;
  for (const bucket of buckets) tools.say(`${bucket}: ${await emptyBucket(tools.s3, bucket)} versions removed`);
  return tools.destroyStacks();
}

function listOf(buckets: readonly string[]): string {
  return buckets.length === 0 ? 'no bucket' : buckets.join(', ');
}
