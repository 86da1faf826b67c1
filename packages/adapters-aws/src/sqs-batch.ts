import type { BatchResultErrorEntry } from '@aws-sdk/client-sqs';
import { setTimeout as delay } from 'node:timers/promises';

/** The most entries of a request. @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html */
const maxEntries = 10;

/** The most bytes of a request, attributes included. */
const maxBatchBytes = 1024 * 1024;

/** How often an entry is tried in all that SQS refuses for a while. */
const maxTries = 3;

/** The longest wait before the second try, in milliseconds; twice that before the third. */
const backoffMs = 100;

/** What a request of several entries answers: each by the name that it was given. */
export interface BatchAnswer<T> {
  readonly Successful?: readonly T[] | undefined;
  readonly Failed?: readonly BatchResultErrorEntry[] | undefined;
}

/** What became of an entry. */
export type EntryOutcome<T> = { readonly answer: T } | { readonly cause: unknown };

/** Cuts entries into requests, in order. */
export function cutBatches<E>(entries: readonly E[], sizeBytesOf: (entry: E) => number = () => 0): E[][] {
  const batches: E[][] = [];
  let bytes = 0;
  for (const entry of entries) {
    const size = sizeBytesOf(entry);
    const last = batches.at(-1);
    if (last === undefined || last.length === maxEntries || bytes + size > maxBatchBytes) {
      batches.push([entry]);
      bytes = size;
    } else {
      last.push(entry);
      bytes += size;
    }
  }
  return batches;
}

/**
 * Sends the entries of one request, and those again, a few times, that SQS refuses for a while: an outcome for each, in order. Throws
 * what the first request throws; what a later one throws is the cause of the entries that it was about.
 */
export async function sendBatch<E, T extends { readonly Id?: string | undefined }>(
  entries: readonly E[],
  request: (entries: (E & { readonly Id: string })[]) => Promise<BatchAnswer<T>>,
): Promise<EntryOutcome<T>[]> {
  const outcomes: EntryOutcome<T>[] = [];
  let left = entries.map((entry, index) => ({ ...entry, Id: String(index) }));
  for (let attempt = 1; left.length > 0; attempt++) {
    if (attempt > 1) await delay(Math.random() * backoffMs * 2 ** (attempt - 2));
    const answer = await request(left).catch((error: unknown): BatchAnswer<T> => {
      if (attempt === 1) throw error;
      for (const { Id } of left) outcomes[Number(Id)] = { cause: error };
      return {};
    });
    for (const success of answer.Successful ?? []) outcomes[Number(success.Id)] = { answer: success };
    const refused = answer.Failed ?? [];
    for (const entry of refused) outcomes[Number(entry.Id)] = { cause: refusal(entry) };
    const again = new Set(attempt < maxTries ? refused.filter(passes).map(({ Id }) => Id) : []);
    left = left.filter(({ Id }) => again.has(Id));
  }
  return entries.map((_, index) => outcomes[index] ?? { cause: new Error('SQS did not say what became of it') });
}

/** Throttling is the sender's fault by SQS's account, and passes all the same. */
function passes({ SenderFault, Code }: BatchResultErrorEntry): boolean {
  return SenderFault !== true || Code?.includes('Throttl') === true;
}

/** An error as the SDK would make it of an answer of its own. */
function refusal({ Code, Message, SenderFault }: BatchResultErrorEntry): Error {
  return Object.assign(new Error(Message ?? 'SQS gives no reason'), {
    name: Code ?? 'Error',
    $fault: SenderFault === true ? 'client' : 'server',
  });
}
