import type { App } from 'aws-cdk-lib';
import type { Settings } from './config.js';
import { isMade } from './stack-ids.js';
import { ApiStack } from './stacks/api-stack.js';
import { AuditStack } from './stacks/audit-stack.js';
import { CiStack } from './stacks/ci-stack.js';
import { DataStack } from './stacks/data-stack.js';
import { IngestStack } from './stacks/ingest-stack.js';
import { MonitoringStack } from './stacks/monitoring-stack.js';
import { NetworkStack } from './stacks/network-stack.js';
import { SecurityStack } from './stacks/security-stack.js';
import { UsersStack } from './stacks/users-stack.js';

/** The stacks of one deployment; what settings switch off is absent. */
export interface AnnalsStacks {
  readonly security: SecurityStack;
  readonly network: NetworkStack | undefined;
  readonly data: DataStack;
  readonly ingest: IngestStack;
  readonly users: UsersStack | undefined;
  readonly api: ApiStack;
  readonly monitoring: MonitoringStack;
  readonly audit: AuditStack | undefined;
  readonly ci: CiStack | undefined;
}

/**
 * Fills an app with the stacks of one deployment.
 *
 * @param packages the folder that holds the packages, whose bundles are deployed
 */
export function createStacks(app: App, settings: Settings, packages: string): AnnalsStacks {
  const security = new SecurityStack(app, settings);
  const { keys } = security;
  const network = isMade('network', settings) ? new NetworkStack(app, settings, { keys }) : undefined;
  const data = new DataStack(app, settings, { keys });
  const functionProps = { keys, data, packages, network: network?.network };
  const ingest = new IngestStack(app, settings, functionProps);
  const users = isMade('users', settings) ? new UsersStack(app, settings) : undefined;
  const api = new ApiStack(app, settings, { ...functionProps, users: users?.users });
  const monitoring = new MonitoringStack(app, settings, { keys, data, ingest, api });
  const audit = isMade('audit', settings) ? new AuditStack(app, settings, { keys, data }) : undefined;
  const ci = isMade('ci', settings) ? new CiStack(app, settings, { data, api }) : undefined;
  return { security, network, data, ingest, users, api, monitoring, audit, ci };
}
