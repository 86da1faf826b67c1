/**
 * Orders two well-formed strings by their UTF-8 bytes, which is code point order: negative, zero or positive.
 *
 * S3, SQLite and DynamoDB order keys so; JavaScript's `<` orders by UTF-16 units and disagrees beyond U+FFFF.
 */
export function compareUtf8(left: string, right: string): number {
  return compareParts(left, 0, left.length, right, 0, right.length);
}

/** Orders two parts of one text, each from a position to before another, as `compareUtf8` does. */
export function compareUtf8Parts(text: string, left: number, leftEnd: number, right: number, rightEnd: number): number {
  return compareParts(text, left, leftEnd, text, right, rightEnd);
}

function compareParts(
  leftText: string,
  left: number,
  leftEnd: number,
  rightText: string,
  right: number,
  rightEnd: number,
): number {
  const shared = Math.min(leftEnd - left, rightEnd - right);
  for (let index = 0; index < shared; index++) {
    const leftUnit = leftText.charCodeAt(left + index);
    const rightUnit = rightText.charCodeAt(right + index);
    if (leftUnit !== rightUnit) return codePointRank(leftUnit) - codePointRank(rightUnit);
  }
  return leftEnd - left - (rightEnd - right);
}

/** Moves the surrogates (D800..DFFF) above E000..FFFF, so that comparing units compares code points. */
function codePointRank(unit: number): number {
  if (unit < 0xd800) return unit;
  return unit < 0xe000 ? unit + 0x2000 : unit - 0x800;
}

const encoder = new TextEncoder();

/** A string as bytes of UTF-8; a lone surrogate becomes U+FFFD. */
export function encodeUtf8(text: string): Uint8Array {
  return encoder.encode(text);
}

/** From here on encoding a text natively is faster than counting its units one by one. */
const longText = 200;

/** From here on it is faster even than finding that there is nothing but ASCII. */
const veryLongText = 1_500;

const beyondAscii = /[^\0-\x7f]/;

/** The length of a string in bytes of UTF-8; a lone surrogate counts as the three bytes of U+FFFD. */
export function utf8Length(text: string): number {
  if (text.length <= veryLongText && !beyondAscii.test(text)) return text.length;
  if (text.length > longText) return encoder.encode(text).length;
  let bytes = text.length;
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    if (unit < 0x80) continue;
    if (unit < 0x800) {
      bytes += 1;
    } else if (isHighSurrogate(unit) && isLowSurrogate(text.charCodeAt(index + 1))) {
      bytes += 2;
      index++;
    } else {
      bytes += 2;
    }
  }
  return bytes;
}

/** Whether a text takes more than so many bytes of UTF-8: a unit takes three at most, so that mostly its length alone tells. */
export function isLongerThan(text: string, maxBytes: number): boolean {
  if (text.length * 3 <= maxBytes) return false;
  return text.length > maxBytes || utf8Length(text) > maxBytes;
}

function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}

function isLowSurrogate(unit: number): boolean {
  return unit >= 0xdc00 && unit <= 0xdfff;
}
