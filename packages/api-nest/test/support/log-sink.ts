import { once } from 'node:events';
import { pino, type Logger } from 'pino';

/** A line of the log. */
export type LogLine = Readonly<Record<string, unknown>>;

/** A log that keeps its lines, and lets a test wait for one. */
export class LogSink {
  readonly lines: LogLine[] = [];
  readonly logger: Logger;
  readonly #changed = new EventTarget();

  constructor(options: pino.LoggerOptions = {}) {
    const write = (text: string): void => {
      this.lines.push(JSON.parse(text) as LogLine);
      this.#changed.dispatchEvent(new Event('change'));
    };
    this.logger = pino({ level: 'debug', base: null, ...options }, { write });
  }

  /** The first line that passes, now or later. */
  async until(test: (line: LogLine) => boolean): Promise<LogLine> {
    for (;;) {
      const line = this.lines.find(test);
      if (line !== undefined) return line;
      await once(this.#changed, 'change');
    }
  }
}
