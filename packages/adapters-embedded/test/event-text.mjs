/**
 * The native JSON text of an event that tells from its id what it must be: what is torn or mixed up is seen.
 *
 * @param {string} id
 */
export function eventText(id) {
  return JSON.stringify({ id, type: 'test.recorded', subject: `subject-${id}`, payload: payloadOf(id) });
}

/**
 * The payload of that event: up to some 20 KiB, so that events take a page of the file and more.
 *
 * @param {string} id
 */
export function payloadOf(id) {
  let sum = 0;
  for (let index = 0; index < id.length; index++) sum += id.charCodeAt(index) * 37;
  return { id, filler: id.repeat(sum % 2000) };
}
