import type { App } from 'aws-cdk-lib';
import type { Settings } from '../config.js';
import { AnnalsStack } from './annals-stack.js';

/** The role that workflows of the repository deploy with, and where they keep packages. */
export class CiStack extends AnnalsStack {
  constructor(app: App, settings: Settings) {
    super(app, 'ci', { settings, description: 'Deployment role and package store of the pipeline.' });
  }
}
