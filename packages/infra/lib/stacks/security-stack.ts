import { Key, type IKey } from 'aws-cdk-lib/aws-kms';
import type { App } from 'aws-cdk-lib';
import type { Settings } from '../config.js';
import { AnnalsStack } from './annals-stack.js';

/** The keys of one deployment, by what they encrypt. */
export interface Keys {
  /** Every log group. */
  readonly logs: IKey;
  /** The topic of alarms; CloudWatch cannot publish to one under a key that AWS manages. The logs' own in `starter`. */
  readonly alarms: IKey;
  /** Objects of the main bucket. */
  readonly objects: IKey | undefined;
  readonly table: IKey | undefined;
  readonly trail: IKey | undefined;
}

/** The keys; stateful: what a lost key encrypted is lost. */
export class SecurityStack extends AnnalsStack {
  readonly keys: Keys;

  constructor(app: App, settings: Settings) {
    super(app, 'security', { settings, description: 'Keys of Annals.' });
    const logs = new Key(this, 'LogsKey', { enableKeyRotation: true });
    this.keys = { logs, alarms: logs, objects: undefined, table: undefined, trail: undefined };
  }
}
