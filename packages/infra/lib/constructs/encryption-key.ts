import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import type { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import { AnnalsStack } from '../stacks/annals-stack.js';

/** How a key is made. */
export interface EncryptionKeyProps {
  /** Names its alias. */
  readonly name: string;
  readonly description: string;
  /** What others than the account itself may do with it, or may not. */
  readonly statements: readonly PolicyStatement[];
}

/** The longest that a lost key can be asked back, in days; KMS allows 7 to 30. */
const recoveryDays = 30;

/**
 * A key of ours that KMS rotates every year. The account's own policies decide who may use it, within what its statements refuse.
 *
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html
 */
export class EncryptionKey extends Key {
  constructor(scope: Construct, id: string, { name, description, statements }: EncryptionKeyProps) {
    const { names, settings } = AnnalsStack.of(scope);
    super(scope, id, {
      alias: names.resource(name),
      description,
      enableKeyRotation: true,
      pendingWindow: Duration.days(recoveryDays),
      removalPolicy: settings.retainData ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
    for (const statement of statements) this.addToResourcePolicy(statement);
  }
}
