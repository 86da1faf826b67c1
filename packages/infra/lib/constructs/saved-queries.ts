import { CfnQueryDefinition, type ILogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { savedQueries, type QueriedLog } from '../monitoring/saved-query-definitions.js';
import { AnnalsStack } from '../stacks/annals-stack.js';

/** The queries, in the list of Logs Insights under the name of the deployment. */
export class SavedQueries extends Construct {
  constructor(scope: Construct, id: string, { logGroups }: { readonly logGroups: ReadonlyMap<QueriedLog, ILogGroup> }) {
    super(scope, id);
    const { names } = AnnalsStack.of(this);
    for (const { name, logs, lines } of savedQueries)
      new CfnQueryDefinition(this, name, {
        // What stands before a slash is a folder.
        name: `${names.prefix}/${name}`,
        logGroupNames: logs.map((log) => logGroups.get(log)!.logGroupName),
        queryString: lines.join('\n| '),
      });
  }
}
