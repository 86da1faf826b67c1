import type { App } from 'aws-cdk-lib';
import type { Settings } from '../config.js';
import { AnnalsStack } from './annals-stack.js';
import type { ApiStack } from './api-stack.js';
import type { DataStack } from './data-stack.js';
import type { IngestStack } from './ingest-stack.js';
import type { Keys } from './security-stack.js';

/** What is watched. */
export interface MonitoringStackProps {
  readonly keys: Keys;
  readonly data: DataStack;
  readonly ingest: IngestStack;
  readonly api: ApiStack;
}

/** Alarms and whom they tell, dashboard, saved queries, traces. */
export class MonitoringStack extends AnnalsStack {
  constructor(app: App, settings: Settings, _props: MonitoringStackProps) {
    super(app, 'monitoring', { settings, description: 'Alarms, dashboard and queries of Annals.' });
  }
}
