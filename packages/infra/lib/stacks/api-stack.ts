import type { App } from 'aws-cdk-lib';
import type { Settings } from '../config.js';
import { AnnalsStack } from './annals-stack.js';
import type { FunctionStackProps } from './ingest-stack.js';

/** The API, and the functions behind it. */
export class ApiStack extends AnnalsStack {
  constructor(app: App, settings: Settings, _props: FunctionStackProps) {
    super(app, 'api', { settings, description: 'HTTP API of Annals.' });
  }
}
