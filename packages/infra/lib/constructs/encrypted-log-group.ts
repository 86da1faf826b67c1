import { RemovalPolicy } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Settings } from '../config.js';
import type { Construct } from 'constructs';
import { AnnalsStack } from '../stacks/annals-stack.js';

/** How a log group is made. */
export interface EncryptedLogGroupProps {
  /** Whole, as `names.logGroup` makes it: the key serves no other names. */
  readonly logGroupName: string;
  readonly key: IKey;
}

/** A log group that is encrypted with our key and keeps its lines as long as the settings say. */
export class EncryptedLogGroup extends LogGroup {
  constructor(scope: Construct, id: string, { logGroupName, key }: EncryptedLogGroupProps) {
    const { settings } = AnnalsStack.of(scope);
    super(scope, id, {
      logGroupName,
      encryptionKey: key,
      retention: retentionOf(settings),
      removalPolicy: settings.retainData ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
  }
}

/** The library's word for a number of days: its enumeration is those numbers. */
function retentionOf({ logRetentionDays }: Settings): RetentionDays {
  return RetentionDays[RetentionDays[logRetentionDays] as keyof typeof RetentionDays];
}
