import { CfnOutput, type App } from 'aws-cdk-lib';
import type { Settings } from '../config.js';
import { AlarmTopic } from '../constructs/alarm-topic.js';
import { Alarms } from '../constructs/alarms.js';
import { ChatAlerts } from '../constructs/chat-alerts.js';
import { ErrorLines } from '../constructs/error-lines.js';
import { OperationsDashboard } from '../constructs/operations-dashboard.js';
import { SavedQueries } from '../constructs/saved-queries.js';
import type { ServiceFunction } from '../constructs/service-function.js';
import { ThreatFindings } from '../constructs/threat-findings.js';
import { TraceGroup } from '../constructs/trace-group.js';
import type { FunctionLog } from '../monitoring/saved-query-definitions.js';
import type { Watched } from '../monitoring/watched.js';
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
  constructor(app: App, settings: Settings, props: MonitoringStackProps) {
    super(app, 'monitoring', { settings, description: 'Alarms, dashboard and queries of Annals.' });
    const functions = functionsOf(props);
    const { table, queues } = props.data;
    const watched: Watched = { functions, api: props.api.api, table, queues: new Map(entriesOf(queues)) };
    const topic = new AlarmTopic(this, 'Topic', { key: props.keys.alarms });
    new ChatAlerts(this, 'Chat', { topic });
    const logGroups = [...functions].map(([name, { logGroup }]) => [name, logGroup] as const);
    const { metric: errorLines } = new ErrorLines(this, 'ErrorLines', { logGroups: new Map(logGroups) });
    const threatFindings = settings.guardDuty ? new ThreatFindings(this, 'ThreatFindings').metric : undefined;
    const { all: alarms } = new Alarms(this, 'Alarms', { watched, errorLines, threatFindings, topic });
    new OperationsDashboard(this, 'Dashboard', { watched, alarms });
    new SavedQueries(this, 'Queries', {
      logGroups: new Map([...logGroups, ['api-access', props.api.api.accessLogs] as const]),
    });
    new TraceGroup(this, 'Traces', { functionNames: [...functions.values()].map(({ lambda }) => lambda.functionName) });
    new CfnOutput(this, 'AlarmTopicArn', { value: topic.topicArn });
  }
}

function functionsOf({ api, ingest }: MonitoringStackProps): ReadonlyMap<FunctionLog, ServiceFunction> {
  return new Map([['api', api.function], ['bucket-lister', api.lister], ...entriesOf(ingest.functions)]);
}

/** With the keys as the type has them. */
function entriesOf<K extends string, V>(record: Readonly<Record<K, V>>): [K, V][] {
  return Object.entries(record) as [K, V][];
}
