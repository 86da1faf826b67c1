/** A part of a content: its first and its last byte. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/**
 * Which part of a content a `Range` field asks for: `whole` where it asks for none, for several, or for what is no range of bytes;
 * `unsatisfiable` where the content has no byte of it.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-14.2
 */
export function byteRangeOf(range: string | undefined, sizeBytes: number): ByteRange | 'whole' | 'unsatisfiable' {
  const match = /^bytes=[ \t]*(\d*)-(\d*)[ \t]*$/i.exec(range ?? '');
  if (match === null) return 'whole';
  const [, first, last] = match as unknown as [string, string, string];
  if (first === '') return last === '' ? 'whole' : suffix(Number(last), sizeBytes);
  const start = Number(first);
  if (last !== '' && Number(last) < start) return 'whole';
  if (start >= sizeBytes) return 'unsatisfiable';
  return { start, end: last === '' ? sizeBytes - 1 : Math.min(Number(last), sizeBytes - 1) };
}

function suffix(lengthBytes: number, sizeBytes: number): ByteRange | 'unsatisfiable' {
  if (lengthBytes === 0 || sizeBytes === 0) return 'unsatisfiable';
  return { start: Math.max(sizeBytes - lengthBytes, 0), end: sizeBytes - 1 };
}
