import { Aws, type App } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Settings } from '../config.js';
import { EncryptionKey } from '../constructs/encryption-key.js';
import { refuseOthers } from '../policy/guarded-objects.js';
import { AnnalsStack } from './annals-stack.js';

/** The keys of one deployment, by what they encrypt. */
export interface Keys {
  /** Every log group. */
  readonly logs: IKey;
  /** The topic of alarms; CloudWatch cannot publish to one under a key that AWS manages. The same as `logs` without `customerKeys`. */
  readonly alarms: IKey;
  /** Objects of the main bucket; with `customerKeys`. */
  readonly objects: IKey | undefined;
  /** With `customerKeys`. */
  readonly table: IKey | undefined;
  /** With `customerKeys` and `cloudTrail`. */
  readonly trail: IKey | undefined;
}

/**
 * The keys; stateful: what a lost key encrypted is lost.
 *
 * Without `customerKeys` there is one, which costs a dollar a month: log groups have no key of AWS's to be encrypted with that a policy
 * could be put on, and neither has the topic of alarms.
 */
export class SecurityStack extends AnnalsStack {
  readonly keys: Keys;

  constructor(app: App, settings: Settings) {
    super(app, 'security', { settings, description: 'Keys of Annals.' });
    const own = settings.customerKeys;
    const logs = new EncryptionKey(this, 'LogsKey', {
      name: 'logs',
      description: own ? 'Encrypts log groups.' : 'Encrypts log groups and the topic of alarms.',
      statements: [this.#logsStatement(), ...(own ? [] : [alarmsStatement()])],
    });
    this.keys = {
      logs,
      alarms: own ? this.#alarmsKey() : logs,
      objects: own ? this.#objectsKey() : undefined,
      table: own
        ? new EncryptionKey(this, 'TableKey', { name: 'table', description: 'Encrypts the table.', statements: [] })
        : undefined,
      trail: own && settings.cloudTrail ? this.#trailKey() : undefined,
    };
  }

  /** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html */
  #logsStatement(): PolicyStatement {
    const groups = [this.names.logGroup('*'), this.names.firewallLogGroup];
    return new PolicyStatement({
      sid: 'EncryptOwnLogGroups',
      principals: [new ServicePrincipal(`logs.${this.settings.region}.amazonaws.com`)],
      actions: ['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey*', 'kms:ReEncrypt*'],
      resources: ['*'],
      conditions: {
        ArnLike: {
          'kms:EncryptionContext:aws:logs:arn': groups.map(
            (group) => `arn:${Aws.PARTITION}:logs:${this.settings.region}:${Aws.ACCOUNT_ID}:log-group:${group}`,
          ),
        },
      },
    });
  }

  #alarmsKey(): EncryptionKey {
    return new EncryptionKey(this, 'AlarmsKey', {
      name: 'alarms',
      description: 'Encrypts the topic of alarms.',
      statements: [alarmsStatement()],
    });
  }

  /** Objects are encrypted and decrypted by S3 in the name of whoever asks it to, who is therefore the one that is judged. */
  #objectsKey(): EncryptionKey {
    const actions = ['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey*', 'kms:ReEncrypt*'];
    return new EncryptionKey(this, 'ObjectsKey', {
      name: 'objects',
      description: 'Encrypts the objects of the main bucket.',
      statements: [refuseOthers(this.settings, { actions, resources: ['*'] })],
    });
  }

  /** @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-kms-key-policy-for-cloudtrail.html */
  #trailKey(): EncryptionKey {
    const trail = `arn:${Aws.PARTITION}:cloudtrail:${this.settings.region}:${Aws.ACCOUNT_ID}:trail/${this.names.resource('trail')}`;
    const cloudTrail = {
      principals: [new ServicePrincipal('cloudtrail.amazonaws.com')],
      resources: ['*'],
      conditions: { StringEquals: { 'aws:SourceArn': trail } },
    };
    return new EncryptionKey(this, 'TrailKey', {
      name: 'trail',
      description: 'Encrypts the files of the trail.',
      statements: [
        new PolicyStatement({ sid: 'DescribeForTrail', actions: ['kms:DescribeKey'], ...cloudTrail }),
        new PolicyStatement({
          ...cloudTrail,
          sid: 'EncryptTrail',
          actions: ['kms:GenerateDataKey*'],
          conditions: {
            ...cloudTrail.conditions,
            StringLike: {
              'kms:EncryptionContext:aws:cloudtrail:arn': `arn:${Aws.PARTITION}:cloudtrail:*:${Aws.ACCOUNT_ID}:trail/*`,
            },
          },
        }),
      ],
    });
  }
}

/** @see https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html#compatibility-with-aws-services */
function alarmsStatement(): PolicyStatement {
  return new PolicyStatement({
    sid: 'PublishAlarms',
    principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
    actions: ['kms:Decrypt', 'kms:GenerateDataKey*'],
    resources: ['*'],
    conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } },
  });
}
