import type { App } from 'aws-cdk-lib';
import type { Settings } from '../config.js';
import type { ServiceFunction } from '../constructs/service-function.js';
import { AnnalsStack } from './annals-stack.js';
import type { DataStack } from './data-stack.js';
import type { FunctionNetwork } from './network-stack.js';
import type { Keys } from './security-stack.js';

/** What the functions need of other stacks. */
export interface FunctionStackProps {
  readonly keys: Keys;
  readonly data: DataStack;
  /** The folder that holds the packages, whose bundles are deployed. */
  readonly packages: string;
  /** Absent: functions run outside a VPC. */
  readonly network: FunctionNetwork | undefined;
}

/** The functions behind queues and schedule. */
export class IngestStack extends AnnalsStack {
  /** By their names in `names.resource`. */
  readonly functions: Readonly<Record<'object-notifications' | 'queued-events' | 'reconciliation', ServiceFunction>>;

  constructor(app: App, settings: Settings, _props: FunctionStackProps) {
    super(app, 'ingest', { settings, description: 'Functions that record objects and queued events.' });
    this.functions = {} as IngestStack['functions'];
  }
}
