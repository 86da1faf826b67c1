/** What keeps a function from starting is for whoever deployed it to mend: it is one line that says all of it, without a stack. */
export class CannotStart extends Error {
  override readonly name = 'CannotStart';

  /** @param faults a sentence each */
  constructor(faults: readonly string[]) {
    super(`annals cannot start: ${faults.join('; ')}`);
    this.stack = `${this.name}: ${this.message}`;
  }
}
