/** The name of a preference, without a value, before its parameters: an empty value is none. */
const withoutValue = /^[ \t]*[^ \t=;]+[ \t]*(?:=[ \t]*""[ \t]*)?(?:;|$)/;

/**
 * Whether a `Prefer` field names a preference that takes no value, `respond-async` say. Of a preference that is named twice the first
 * counts. What else stands there is ignored, as is one with a value that it does not take.
 *
 * @param prefer the field's value; several fields joined by commas
 * @see https://www.rfc-editor.org/rfc/rfc7240#section-2
 */
export function prefers(prefer: string | string[] | undefined, name: string): boolean {
  if (prefer === undefined) return false;
  const first = elementsOf(String(prefer)).find((element) => nameOf(element) === name);
  return first !== undefined && withoutValue.test(first);
}

function nameOf(element: string): string {
  return element.split(/[=;]/, 1)[0]!.trim().toLowerCase();
}

/** The elements of a list: what stands between commas that are not quoted. */
function elementsOf(list: string): readonly string[] {
  const elements: string[] = [];
  let start = 0;
  let isQuoted = false;
  for (let at = 0; at < list.length; at++) {
    const character = list[at];
    if (character === '"') isQuoted = !isQuoted;
    else if (isQuoted && character === '\\') at++;
    else if (!isQuoted && character === ',') {
      elements.push(list.slice(start, at));
      start = at + 1;
    }
  }
  return [...elements, list.slice(start)];
}
