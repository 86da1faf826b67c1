import { Aws } from 'aws-cdk-lib';

/** What names are made of: none of them holds a hyphen, so that two deployments never share a name. */
export interface NameParts {
  readonly project: string;
  readonly stage: string;
  readonly environmentSuffix: string;
  readonly region: string;
}

/** The settings that names are made of. */
export const nameParts = ['project', 'stage', 'environmentSuffix', 'region'] as const satisfies (keyof NameParts)[];

/** Names of resources that no deployment shares with another. */
export interface Names {
  /** `<project>-<stage>-<suffix>`. */
  readonly prefix: string;
  /** Of what is unique within account and region: stacks, functions, queues, tables, alarms. */
  readonly resource: (name: string) => string;
  /** Of what is unique within the account: roles. */
  readonly ofAccount: (name: string) => string;
  /** Of what is unique in the world: buckets. Holds the account's id, which is known when it is deployed. */
  readonly bucket: (name: string) => string;
  /** `/<project>/<stage>/<suffix>/<name>`. */
  readonly logGroup: (name: string) => string;
  /** The firewall's: WAF wants a beginning of its own. @see https://docs.aws.amazon.com/waf/latest/developerguide/logging-cw-logs.html */
  readonly firewallLogGroup: string;
  /** The longest name of each sort that is made, for the limits that services set. */
  readonly longest: readonly { readonly sort: string; readonly name: string; readonly most: number }[];
}

/** Stands for an account's id where names are measured. */
const someAccount = '0'.repeat(12);

/**
 * Makes the names of one deployment.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 * @see https://docs.aws.amazon.com/xray/latest/api/API_CreateGroup.html
 */
export function namesOf({ project, stage, environmentSuffix, region }: NameParts): Names {
  const prefix = `${project}-${stage}-${environmentSuffix}`;
  return {
    prefix,
    resource: (name) => `${prefix}-${name}`,
    ofAccount: (name) => `${prefix}-${name}-${region}`,
    bucket: (name) => `${prefix}-${name}-${Aws.ACCOUNT_ID}-${region}`,
    logGroup: (name) => `/${project}/${stage}/${environmentSuffix}/${name}`,
    firewallLogGroup: `aws-waf-logs-${prefix}`,
    longest: [
      { sort: 'a bucket', name: `${prefix}-access-logs-${someAccount}-${region}`, most: 63 },
      { sort: 'a group of traces', name: prefix, most: 32 },
      { sort: 'a role', name: `${prefix}-object-notifications-${region}`, most: 64 },
    ],
  };
}

/** A line for each sort of names that would be too long. */
export function tooLongNames({ longest }: Names): readonly string[] {
  return longest
    .filter(({ name, most }) => name.length > most)
    .map(
      ({ sort, name, most }) =>
        `environmentSuffix: the name of ${sort} would have ${name.length} characters (${name}) and may have ${most}; set a shorter environmentSuffix or project`,
    );
}
