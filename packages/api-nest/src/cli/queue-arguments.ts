import { err, ok, type Result } from '@annals/domain';
import { parseArgs } from 'node:util';
import { queueNames, type QueueName } from '../adapters/queue-tools.js';

/** What `npm run queue` is asked to do. */
export type QueueRequest =
  | { readonly action: 'figures'; readonly queues: readonly QueueName[] }
  | { readonly action: 'list'; readonly queues: readonly [QueueName]; readonly limit: number; readonly bodies: boolean }
  | {
      readonly action: 'redrive';
      readonly queues: readonly [QueueName];
      /** All of them where empty. */
      readonly messageIds: readonly string[];
      /** The most that are redriven where no ids are named. */
      readonly limit?: number;
    };

/** How it is called. */
export const queueUsage = [
  'usage: npm run queue -- figures [--queue events|sample]',
  '       npm run queue -- dead-letters list [--queue events|sample] [--limit 1..1000] [--bodies]',
  '       npm run queue -- dead-letters redrive [--queue events|sample] [--limit 1..1000] [id…]',
] as const;

const defaultLimit = 100;

/** Reads what was typed after the command's name; fails with what is wrong with it. */
export function parseQueueArguments(typed: readonly string[]): Result<QueueRequest, string> {
  const options = { queue: { type: 'string' }, limit: { type: 'string' }, bodies: { type: 'boolean' } } as const;
  try {
    const { values, positionals } = parseArgs({ args: [...typed], options, allowPositionals: true });
    return requestOf(positionals, values);
  } catch (error) {
    return err((error as Error).message);
  }
}

interface Options {
  readonly queue?: string | undefined;
  readonly limit?: string | undefined;
  readonly bodies?: boolean | undefined;
}

function requestOf(positionals: readonly string[], { queue, limit, bodies }: Options): Result<QueueRequest, string> {
  const named = queueNames.find((name) => name === queue);
  if (queue !== undefined && named === undefined) return err(`there is no queue ${queue}`);
  if (limit !== undefined && !isLimit(limit)) return err('--limit is an integer from 1 to 1000');
  const [subject, action, ...messageIds] = positionals;
  if (subject === 'figures' && action === undefined && limit === undefined && !bodies)
    return ok({ action: 'figures', queues: named ? [named] : queueNames });
  const queues = [named ?? 'events'] as const;
  if (subject !== 'dead-letters') return err(subject === undefined ? 'say what to do' : `there is no ${subject} here`);
  if (action === 'list' && messageIds.length === 0)
    return ok({ action, queues, limit: Number(limit ?? defaultLimit), bodies: bodies ?? false });
  if (action === 'redrive' && !bodies && (limit === undefined || messageIds.length === 0))
    return ok({ action, queues, messageIds, ...(limit !== undefined && { limit: Number(limit) }) });
  return err('that is not how dead letters are listed or redriven');
}

function isLimit(text: string): boolean {
  return /^\d{1,4}$/.test(text) && Number(text) >= 1 && Number(text) <= 1_000;
}
