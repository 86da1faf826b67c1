/** A fault whose message says all that the user needs: it is printed alone on one line, never with a stack. */
export class Failure extends Error {
  /**
   * @param {string} message what went wrong and what to do, one line.
   * @param {{ exitCode?: number }} [options] `exitCode` of the bootstrap, 1..255.
   */
  constructor(message, { exitCode = 1 } = {}) {
    super(message);
    this.name = 'Failure';
    this.exitCode = exitCode;
  }
}

/**
 * Prints one plain line of progress. It goes to standard error, so that a command's own output stays clean.
 *
 * @param {string} line
 */
export function say(line) {
  process.stderr.write(`${line}\n`);
}
