/** Control characters, lone surrogates and Unicode's noncharacters: what no attribute may hold. */
const forbidden = /[\p{Cc}\p{Cs}\p{Noncharacter_Code_Point}]/u;

/** Only printable ASCII: the common case, decided without Unicode's tables. */
const plain = /^[\x20-\x7e]*$/;

/**
 * Whether a text holds only the characters that CloudEvents allows in a string attribute.
 *
 * @see https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/spec.md#type-system
 */
export function hasOnlyAllowedCharacters(text: string): boolean {
  return plain.test(text) || !forbidden.test(text);
}
