import type { App } from 'aws-cdk-lib';
import type { Settings } from '../config.js';
import { AnnalsStack } from './annals-stack.js';
import type { DataStack } from './data-stack.js';
import type { Keys } from './security-stack.js';

/** Who did what in the account: trail and threat detection, where settings ask for them. */
export class AuditStack extends AnnalsStack {
  constructor(app: App, settings: Settings, _props: { readonly keys: Keys; readonly data: DataStack }) {
    super(app, 'audit', { settings, description: 'Trail and threat detection of the account.' });
  }
}
