/** The units that structure a JSON text. */
export const quote = 0x22;
export const comma = 0x2c;
export const colon = 0x3a;
export const openBracket = 0x5b;
export const backslash = 0x5c;
export const closeBracket = 0x5d;
export const openBrace = 0x7b;
export const closeBrace = 0x7d;

/** Whether a unit is JSON whitespace (RFC 8259, section 2). */
export function isWhitespace(unit: number): boolean {
  return unit <= 0x20 && (unit === 0x20 || unit === 0x0a || unit === 0x0d || unit === 0x09);
}

/** The position of the next character that is not JSON whitespace. */
export function skipWhitespace(source: string, from: number): number {
  let at = from;
  while (isWhitespace(source.charCodeAt(at))) at++;
  return at;
}
