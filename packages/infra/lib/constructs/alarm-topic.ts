import { Aws } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { Construct } from 'constructs';
import { acknowledge } from '../policy/acknowledgements.js';
import { AnnalsStack } from '../stacks/annals-stack.js';

/** Where every alarm goes: encrypted, deaf to plain HTTP, mailed to whom the settings name. */
export class AlarmTopic extends Topic {
  constructor(scope: Construct, id: string, { key }: { readonly key: IKey }) {
    const { names, settings } = AnnalsStack.of(scope);
    super(scope, id, {
      topicName: names.resource('alarms'),
      displayName: `Alarms of ${names.prefix}`,
      masterKey: key,
      enforceSSL: true,
    });
    this.#admitAlarms();
    for (const address of settings.alarmEmails) this.#mailTo(address);
  }

  /** A policy, such as the one against plain HTTP, takes the place of the default one, by which the account's alarms may publish. */
  #admitAlarms(): void {
    const { names, region } = AnnalsStack.of(this);
    this.addToResourcePolicy(
      new PolicyStatement({
        sid: 'OwnAlarms',
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['sns:Publish'],
        resources: [this.topicArn],
        conditions: {
          ArnLike: {
            'aws:SourceArn': `arn:${Aws.PARTITION}:cloudwatch:${region}:${Aws.ACCOUNT_ID}:alarm:${names.prefix}-*`,
          },
          StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID },
        },
      }),
    );
  }

  #mailTo(address: string): void {
    const subscription = this.addSubscription(new EmailSubscription(address));
    acknowledge(subscription, {
      id: 'Serverless-SNSRedrivePolicy',
      reason: 'What is not mailed in time is no use later; CloudWatch keeps the history of alarms.',
    });
  }
}
