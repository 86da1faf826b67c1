/** What the function is told before its code cache is made: its hour has come, and the bucket is empty. */

/** @type {import('../../../scripts/bundle/code-cache/make-code-cache.mjs').WarmUp['invocations']} */
export const invocations = [{ invocation: {}, isRight: (answer) => /** @type {{ done: boolean }} */ (answer).done }];
