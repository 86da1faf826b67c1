/** Where progress is shown: one line that changes on a terminal, a line now and then elsewhere. */
export interface Progress {
  /** What is being done. */
  say(text: string): void;
  /** How far a comparison is. */
  step(done: number, all: number, what: string): void;
}

/** How often a line is written where lines stay. */
const everyMs = 10_000;

/** Shows the progress of a benchmark on an output. */
export function showProgress(output: NodeJS.WriteStream, benchmark: string): Progress & { end(): void } {
  let lastMs = 0;
  const startedMs = performance.now();
  const seconds = (): string => `${((performance.now() - startedMs) / 1000).toFixed(0)} s`;
  const show = (text: string, isNews: boolean): void => {
    const line = `${benchmark}: ${text} (${seconds()})`;
    if (output.isTTY) output.write(`\r\u001b[2K${line}`);
    else if (isNews || performance.now() - lastMs > everyMs) {
      lastMs = performance.now();
      output.write(`${line}\n`);
    }
  };
  return {
    say: (text) => show(text, true),
    step: (done, all, what) => show(`${done} of ${all}, ${what}`, false),
    end: () => {
      if (output.isTTY) output.write('\r\u001b[2K');
    },
  };
}
