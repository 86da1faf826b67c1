import { utf8Length } from '../shared/utf8.js';
import { maxMessageBytes, type OutgoingMessage } from './message-queue.js';

/** @see https://www.w3.org/TR/trace-context/#traceparent-header-field-values */
const traceparentForm = /^[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/;

/** Messages as a queue stores them: what every `send` begins with. Throws `RangeError` for a body that is too long or has a lone surrogate. */
export function sendableMessages(messages: readonly OutgoingMessage[]): readonly OutgoingMessage[] {
  return messages.map(({ body, traceparent }, index) => {
    if (!body.isWellFormed()) throw new RangeError(`message ${index} has a lone surrogate`);
    const bytes = utf8Length(body);
    if (bytes > maxMessageBytes)
      throw new RangeError(`message ${index} has ${bytes} bytes, and a queue takes ${maxMessageBytes}`);
    return { body, ...(traceparent !== undefined && traceparentForm.test(traceparent) && { traceparent }) };
  });
}
