import { Problem } from './problem.js';

/** The parameters of a query by name, decoded. */
export type QueryParameters<Name extends string> = Readonly<Partial<Record<Name, string>>>;

/**
 * Reads a request's query. Throws a 400 `Problem` that names the parameter: an unknown one, a repeated one, or one whose
 * percent-encoding is not UTF-8. `+` is a space, as in HTML forms.
 */
export function readQuery<Name extends string>(url: string, known: readonly Name[]): QueryParameters<Name> {
  const parameters: Partial<Record<Name, string>> = {};
  const start = url.indexOf('?');
  const parts = start === -1 ? [] : url.slice(start + 1).split('&');
  for (const part of parts) {
    if (part === '') continue;
    const equals = part.indexOf('=');
    const name = decode(equals === -1 ? part : part.slice(0, equals));
    const value = decode(equals === -1 ? '' : part.slice(equals + 1));
    if (!isKnown(name, known)) throw badParameter(name ?? '', `is not a parameter here: ${listed(known)}`);
    if (parameters[name] !== undefined) throw badParameter(name, 'must not be repeated');
    if (value === undefined) throw badParameter(name, 'must be percent-encoded UTF-8');
    parameters[name] = value;
  }
  return parameters;
}

/** The 400 of a query parameter. */
export function badParameter(parameter: string, detail: string): Problem {
  return new Problem('bad-parameter', { parameter, detail: `The parameter ${detail}.` });
}

function listed(known: readonly string[]): string {
  return known.length === 0 ? 'there are none' : `known are ${known.join(', ')}`;
}

function isKnown<Name extends string>(name: string | undefined, known: readonly Name[]): name is Name {
  return (known as readonly (string | undefined)[]).includes(name);
}

function decode(text: string): string | undefined {
  try {
    const spaced = text.includes('+') ? text.replaceAll('+', ' ') : text;
    return spaced.includes('%') ? decodeURIComponent(spaced) : spaced;
  } catch {
    return undefined;
  }
}
