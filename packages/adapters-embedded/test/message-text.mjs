/**
 * @param {string} id
 * @returns {string} the body of a message, which tells whether it is whole.
 */
export function bodyOf(id) {
  return `${id}\u0000${'é'.repeat(500)}${id}`;
}
