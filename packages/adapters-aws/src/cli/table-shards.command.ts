import { changeShardCounts, isShardCount, type ShardCountsProgress } from '../change-shard-counts.js';
import { maxShards, type ShardCounts } from '../schema/index.js';
import { readShardCounts } from '../shard-counts.js';
import { runCommand, type CommandEnvironment } from './command.js';

/** `table:shards [count]`: shows the shard counts, or spreads writes over another number of shards. */
export function tableShards(environment: CommandEnvironment): Promise<0 | 1> {
  const { parameters, print, complain, wait } = environment;
  const [typed] = parameters;
  const wanted = typed === undefined ? undefined : parseCount(typed);
  if (parameters.length > 1 || (wanted !== undefined && !isShardCount(wanted))) {
    complain(
      `usage: npm run table:shards -- [count], an integer of 1 to ${maxShards}; without one it shows the counts`,
    );
    return Promise.resolve(1);
  }
  return runCommand(environment, async ({ client, settings: { tableName } }) => {
    const counts =
      wanted === undefined
        ? await readShardCounts(client, tableName)
        : await changeShardCounts({ client, tableName }, wanted, wait, (progress) => print(lineFor(progress)));
    print(summary(tableName, counts));
  });
}

function parseCount(typed: string): number {
  return /^\d{1,9}$/.test(typed) ? Number(typed) : Number.NaN;
}

function lineFor(progress: ShardCountsProgress): string {
  switch (progress.step) {
    case 'read-raised':
      return `lists now read ${progress.to} shards (before: ${progress.from})`;
    case 'waiting':
      return `waiting ${progress.waitMs / 1000} s until every process has read that; if you break off here, run the command again`;
    case 'write-changed':
      return `writes now go to ${progress.to} shards (before: ${progress.from})`;
  }
}

function summary(tableName: string, { read, write }: ShardCounts): string {
  return `table ${tableName}: lists read ${read} shards, writes go to ${write}`;
}
