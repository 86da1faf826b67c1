/** Sorts behind every key: no well-formed text starts with more than one of these and is not a key of its own. */
const behindAllKeys = '\u{10ffff}'.repeat(257);

/** The keys that start with a prefix: from one key inclusive to another exclusive, in the order of UTF-8 bytes. */
export interface KeyRange {
  readonly from: string;
  readonly before: string;
}

/** The range of the keys that start with a prefix (well-formed; empty for all). */
export function keysUnder(prefix: string): KeyRange {
  return { from: prefix, before: successorOf(prefix) };
}

/** The first text behind all that start with a prefix: the prefix whose last character is the next one. */
function successorOf(prefix: string): string {
  const characters = Array.from(prefix);
  while (characters.length > 0) {
    const last = characters.pop()!.codePointAt(0)!;
    if (last === 0x10ffff) continue;
    // Surrogates are no characters.
    const next = last === 0xd7ff ? 0xe000 : last + 1;
    return characters.join('') + String.fromCodePoint(next);
  }
  return behindAllKeys;
}
