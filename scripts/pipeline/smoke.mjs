import { setTimeout as delay } from 'node:timers/promises';
import { Failure, say } from '../bootstrap/failure.mjs';
import { readJson } from './read-json.mjs';

/**
 * Asks the deployed API something, signed.
 *
 * @callback Call
 * @param {string} url of the API.
 * @param {string} method
 * @param {string} path
 * @param {object} [body]
 * @returns {Promise<string>} the body of the answer; fails on a status that is an error.
 */

/** A new permission or route may take some seconds until every server of AWS knows it: one may refuse after another has agreed. */
const attempts = 6;
const pauseMs = 10_000;
const source = '/annals/smoke';

/**
 * What is tried.
 *
 * @typedef {object} Trial
 * @property {'events' | 'health'} of what: whether it answers is all that can be told where the API does not know who signs.
 * @property {string} outputsFile what `cdk deploy` wrote.
 * @property {string} id of the event.
 * @property {number} [waitMs] between two attempts.
 */

/**
 * Records an event through the deployed API, records it again, and reads it back: the way through gateway, function, role, key and table.
 * The event expires after a day. Or asks whether function and table answer, which anybody may.
 *
 * @param {Call} call
 * @param {Trial} trial
 * @returns {Promise<string>} one line on what was seen.
 * @throws {Failure} when the API does not do it.
 */
export async function smokeTest(call, { of, outputsFile, id, waitMs = pauseMs }) {
  const url = readApiUrl(outputsFile);
  /** @type {Call} */
  const ask = (...request) => persistently(() => call(...request), waitMs);
  if (of === 'health') {
    await ask(url, 'GET', '/health/ready');
    return `${url} is ready; events were not tried, because its callers do not sign`;
  }
  const expiresAt = new Date(Date.now() + 86_400_000).toISOString();
  const event = { id, source, type: 'annals.smoke', expiresAt, payload: { deployed: id } };
  await ask(url, 'POST', '/events', event);
  await ask(url, 'POST', '/events', event);
  const path = `/events/${encodeURIComponent(id)}?source=${encodeURIComponent(source)}`;
  const found = /** @type {{ id?: unknown, payload?: unknown }} */ (JSON.parse(await ask(url, 'GET', path)));
  if (found.id !== id || JSON.stringify(found.payload) !== JSON.stringify(event.payload)) {
    throw new Failure(`The event that was recorded came back as ${JSON.stringify(found)}.`);
  }
  return `${url} recorded ${id} once and gives it back`;
}

/**
 * @param {string} outputsFile
 * @returns {string} without a slash at its end.
 */
function readApiUrl(outputsFile) {
  const stacks = /** @type {Record<string, Record<string, string>>} */ (
    readJson(outputsFile, 'npm run pipeline -- deploy')
  );
  const url = Object.values(stacks).flatMap(({ ApiUrl }) => ApiUrl ?? [])[0];
  if (url === undefined) throw new Failure(`${outputsFile} has no output ApiUrl: no stack says where the API is.`);
  return url.replace(/\/$/, '');
}

/**
 * @param {() => Promise<string>} action
 * @param {number} waitMs
 */
async function persistently(action, waitMs) {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await action();
    } catch (error) {
      if (!(error instanceof Failure) || attempt === attempts) throw error;
      say(`Attempt ${attempt} of ${attempts}: ${error.message}`);
      await delay(waitMs);
    }
  }
}
