/** Wakes those who wait for messages when some may have come. */
export class Arrivals {
  readonly #waiting = new Set<() => void>();
  #count = 0;
  #isClosed = false;

  /** How often there was news so far: what a caller notes before it looks whether there is anything. */
  get count(): number {
    return this.#count;
  }

  /** Whether nobody waits any more. */
  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** Tells all who wait. */
  announce(): void {
    this.#count++;
    for (const wake of [...this.#waiting]) wake();
  }

  /** Ends every wait, those to come included. */
  close(): void {
    this.#isClosed = true;
    this.announce();
  }

  /** Waits until there is news that `seen` does not include, `timeoutMs` have passed, or the signal calls it off. */
  async next(seen: number, timeoutMs: number, signal: AbortSignal | undefined): Promise<void> {
    if (this.#count !== seen || this.#isClosed || signal?.aborted) return;
    await new Promise<void>((resolve) => {
      const wake = (): void => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', wake);
        this.#waiting.delete(wake);
        resolve();
      };
      const timer = setTimeout(wake, timeoutMs);
      signal?.addEventListener('abort', wake);
      this.#waiting.add(wake);
    });
  }
}
