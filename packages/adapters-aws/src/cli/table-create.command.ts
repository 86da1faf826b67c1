import { createTable, enableTimeToLive } from '../create-table.js';
import { runCommand, type CommandEnvironment } from './command.js';

const timeToLiveLines = {
  enabled: 'expired events are deleted (time to live enabled)',
  present: 'expired events are deleted (time to live was enabled)',
  unsupported: 'expired events stay in the table (this engine has no time to live); they are invisible all the same',
};

/** `table:create`: makes the table, or finds that a fitting one is there. */
export function tableCreate(environment: CommandEnvironment): Promise<0 | 1> {
  const { parameters, print, complain } = environment;
  if (parameters.length > 0) {
    complain('usage: npm run table:create (TABLE_NAME, AWS_REGION and DYNAMODB_ENDPOINT say which table)');
    return Promise.resolve(1);
  }
  return runCommand(environment, async ({ client, settings: { tableName } }) => {
    const made = await createTable(client, tableName);
    print(made === 'created' ? `table ${tableName} made` : `table ${tableName} was there and fits`);
    print(timeToLiveLines[await enableTimeToLive(client, tableName)]);
  });
}
