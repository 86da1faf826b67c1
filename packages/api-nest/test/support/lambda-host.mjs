/**
 * Loads a bundle as Lambda does, and answers invocations that come as messages: requests and answers are JSON on their way, as there.
 * Ends with its parent. Usage: `node lambda-host.mjs bundle`, with an IPC channel.
 */
import { createRequire } from 'node:module';

/** @type {{ handler: (invocation: unknown, context: object) => Promise<unknown> }} */
const { handler } = createRequire(import.meta.url)(/** @type {string} */ (process.argv[2]));

/** @param {{ id: number, invocation: unknown }} message */
async function invoke({ id, invocation }) {
  try {
    process.send?.({ id, answer: await handler(invocation, {}) });
  } catch (error) {
    process.send?.({ id, failure: error instanceof Error ? error.message : String(error) });
  }
}

process.on('disconnect', () => process.exit());
process.on('message', (/** @type {{ id: number, invocation: unknown }} */ message) => void invoke(message));
