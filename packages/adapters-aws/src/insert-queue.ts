import { AsyncResource } from 'node:async_hooks';
import { maxStatements, type InsertItems } from './batch-statements.js';
import type { PlainItem } from './insert-statement.js';
import type { ItemKey } from './read-items.js';

/** How many requests are under way at once. */
const maxRequests = 4;

/** An item that waits for its request. */
interface Waiting {
  readonly key: string;
  readonly item: PlainItem;
  /** Where its caller is, for spans: a request belongs to the first of those that it is made for. */
  readonly caller: AsyncResource;
  readonly resolve: (inserted: boolean) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Inserts items that many callers have, in as few requests as can be: a full request goes at once, and those that do not fill one go when
 * none is under way. Nobody waits for longer than the request before takes.
 */
export class InsertQueue {
  readonly #insert: InsertItems;
  #waiting: Waiting[] = [];
  #requests = 0;
  #planned = false;

  constructor(insert: InsertItems) {
    this.#insert = insert;
  }

  /**
   * Inserts an item; whether it was. Where it was not, its key is taken or DynamoDB refused it for another reason: a conditional put tells.
   * Rejects as the SDK does where its whole request failed; it may be there all the same.
   */
  insert(item: ItemKey): Promise<boolean> {
    return new Promise((resolve, reject) => {
      const caller = new AsyncResource('InsertQueue');
      const key = `${item.pk}\n${item.sk}`;
      this.#waiting.push({ key, item: item as unknown as PlainItem, caller, resolve, reject });
      this.#plan();
    });
  }

  /** Sends once whoever runs now has given what it has. */
  #plan(): void {
    if (this.#planned) return;
    this.#planned = true;
    setImmediate(() => {
      this.#planned = false;
      this.#send();
    });
  }

  #send(): void {
    const mayGo = (): boolean => this.#requests < (this.#waiting.length < maxStatements ? 1 : maxRequests);
    while (this.#waiting.length > 0 && mayGo()) {
      const taken = this.#take();
      void taken[0]!.caller.runInAsyncScope(() => this.#sendOne(taken));
    }
  }

  /** The next request's items: DynamoDB refuses a request that names a key twice. */
  #take(): readonly Waiting[] {
    const taken = new Map<string, Waiting>();
    const left: Waiting[] = [];
    for (const waiting of this.#waiting) {
      if (taken.size < maxStatements && !taken.has(waiting.key)) taken.set(waiting.key, waiting);
      else left.push(waiting);
    }
    this.#waiting = left;
    return [...taken.values()];
  }

  async #sendOne(taken: readonly Waiting[]): Promise<void> {
    this.#requests++;
    try {
      const failures = await this.#insert(taken.map(({ item }) => item));
      for (const [index, { resolve }] of taken.entries()) resolve(failures[index] === undefined);
    } catch (error) {
      for (const { reject } of taken) reject(error);
    } finally {
      this.#requests--;
      this.#plan();
    }
  }
}
