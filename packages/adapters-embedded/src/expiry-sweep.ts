import type { Clock } from '@annals/domain';
import type { GroupCommit } from './group-commit.js';

/** The most events that one commit deletes: what is recorded meanwhile waits for no more. Of the largest events 500 took a quarter of a second. */
const eventsPerCommit = 100;

/** Deletes expired events for good, which have been invisible since they expired. */
export class ExpirySweep {
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<number> | undefined;
  #isStopped = false;

  /** @param onFault told why a sweep that the timer started ended early; the next one goes on */
  constructor(
    private readonly writer: GroupCommit,
    private readonly clock: Clock,
    private readonly onFault: (fault: unknown) => void,
  ) {}

  /** Sweeps every `intervalMs` milliseconds from now on; the timer keeps no process alive. */
  start(intervalMs: number): void {
    this.#timer = setInterval(() => void this.run().catch(this.onFault), intervalMs).unref();
  }

  /** Sweeps no more; a sweep that runs ends with its batch. */
  stop(): void {
    this.#isStopped = true;
    clearInterval(this.#timer);
  }

  /** Deletes every event that has expired by now, a small batch a commit: how many. While one sweep runs a second is the same. */
  run(): Promise<number> {
    this.#running ??= this.#sweep().finally(() => (this.#running = undefined));
    return this.#running;
  }

  async #sweep(): Promise<number> {
    const atMs = Math.floor(this.clock.nowMicros() / 1000);
    let total = 0;
    for (;;) {
      const deleted = await this.writer.sweep(atMs, eventsPerCommit);
      total += deleted;
      if (deleted < eventsPerCommit || this.#isStopped) return total;
    }
  }
}
