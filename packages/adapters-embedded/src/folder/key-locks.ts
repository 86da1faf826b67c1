/** Lets one piece of work at a time have a key, in the order of asking. */
export class KeyLocks {
  readonly #last = new Map<string, Promise<unknown>>();

  /** Runs work when everything that asked for the key before has ended, well or not. */
  async run<T>(key: string, work: () => Promise<T>): Promise<T> {
    const before = this.#last.get(key);
    const mine = before === undefined ? work() : before.then(work, work);
    this.#last.set(key, mine);
    try {
      return await mine;
    } finally {
      if (this.#last.get(key) === mine) this.#last.delete(key);
    }
  }
}
