/** What the API is asked for before its code cache is made: an event is posted and read, through either kind of API. */
import { throughHttpApi, throughRestApi } from './gateway-invocation.mjs';

const source = '/warm-up';
const event = (/** @type {string} */ id) =>
  JSON.stringify({
    id,
    source,
    type: 'order.placed',
    subject: 'customer-1',
    time: '2026-01-01T00:00:00.5Z',
    payload: { order: 1, total: 12.5, paid: true, lines: [{ article: 'A "1"', note: null }] },
  });

const answeredWith = (/** @type {number} */ status) => (/** @type {unknown} */ answer) =>
  /** @type {{ statusCode?: number }} */ (answer).statusCode === status;

/** @type {import('../../../scripts/bundle/code-cache/make-code-cache.mjs').WarmUp['invocations']} */
export const invocations = [throughRestApi, throughHttpApi].flatMap((through, index) => [
  { invocation: through('POST', '/events', event(`event-${index}`)), isRight: answeredWith(201) },
  { invocation: through('GET', `/events/event-${index}?source=${source}`), isRight: answeredWith(200) },
]);
