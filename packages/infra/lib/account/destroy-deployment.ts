import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { S3Client } from '@aws-sdk/client-s3';
import type { Settings } from '../config.js';
import { namesOf } from '../naming.js';
import { statefulStacks } from '../stack-ids.js';
import { accountFault } from './account-fault.js';
import { bucketsOfStacks, deleteStack, leftoverStacks } from './deployed-stacks.js';
import { emptyBucket, stopAccessLog } from './empty-bucket.js';

/** What a deployment is taken down with. */
export interface DestroyTools {
  readonly s3: S3Client;
  readonly cloudFormation: CloudFormationClient;
  /** The profile that their credentials are taken from; absent: the environment's. */
  readonly profile: string | undefined;
  /** Answers a question with yes or no. */
  readonly confirm: (question: string) => Promise<boolean>;
  readonly say: (line: string) => void;
  /** Destroys the stacks that the settings make, and gives the exit code. */
  readonly destroyStacks: () => Promise<number>;
}

/** How often stacks are destroyed whose buckets have got something meanwhile. */
const mostRounds = 3;

/** The clients of one region, with the credentials of the environment. */
export function accountClients(region: string): Pick<DestroyTools, 's3' | 'cloudFormation'> {
  return { s3: new S3Client({ region }), cloudFormation: new CloudFormationClient({ region }) };
}

/**
 * Empties the buckets of a deployment, which CloudFormation deletes empty alone, and destroys its stacks, those among them that stand
 * there from other settings.
 *
 * Throws `BucketNotEmptied` and the SDK's own errors.
 *
 * @returns an exit code: 1 where the data is kept or somebody said no.
 */
export async function destroyDeployment(settings: Settings, tools: DestroyTools): Promise<number> {
  const { prefix, resource } = namesOf(settings);
  const refusal = await refusalOf(settings, tools);
  if (refusal !== undefined) {
    tools.say(refusal);
    return 1;
  }
  const buckets = await bucketsOfStacks(tools.cloudFormation, statefulStacks.map(resource));
  if (buckets.some(({ isKept }) => isKept)) {
    tools.say(
      'retainData: the data of this deployment is kept as it was deployed last; deploy with retainData false first',
    );
    return 1;
  }
  const names = buckets.map(({ name }) => name);
  const question = `Delete everything of ${prefix} in ${settings.region}, with all that is in ${listOf(names)}?`;
  if (!(await tools.confirm(question))) return 1;
  await emptyBuckets(names, tools);
  const code = await destroyUntilNothingArrives(names, tools);
  if (code === 0) await deleteLeftovers(settings, tools);
  return code;
}

function refusalOf({ retainData, region }: Settings, { cloudFormation, profile }: DestroyTools) {
  if (retainData)
    return 'retainData: the data of this deployment is kept; set retainData to false and deploy before destroying it';
  return accountFault(cloudFormation, { region, profile, isBootstrapped: true });
}

/** Gives how many versions were in them. No bucket logs into another one while that is emptied. */
async function emptyBuckets(names: readonly string[], { s3, say }: DestroyTools): Promise<number> {
  for (const name of names) await stopAccessLog(s3, name);
  let removed = 0;
  for (const name of names) {
    const versions = await emptyBucket(s3, name);
    say(`${name}: ${versions} versions removed`);
    removed += versions;
  }
  return removed;
}

/** The trail writes while its stack stands, and logs of access come late; a bucket that has got something meanwhile is not deleted. */
async function destroyUntilNothingArrives(names: readonly string[], tools: DestroyTools): Promise<number> {
  for (let round = 1; ; round++) {
    const code = await tools.destroyStacks();
    if (code === 0 || round === mostRounds || (await emptyBuckets(names, tools)) === 0) return code;
  }
}

async function deleteLeftovers(settings: Settings, { cloudFormation, say }: DestroyTools): Promise<void> {
  // What needs another one goes before it.
  for (const name of (await leftoverStacks(cloudFormation, settings)).toReversed()) {
    say(`${name}: stands there from other settings, and is deleted`);
    await deleteStack(cloudFormation, name);
  }
}

function listOf(buckets: readonly string[]): string {
  return buckets.length === 0 ? 'no bucket' : buckets.join(', ');
}
