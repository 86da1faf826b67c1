import { lookup } from 'mime-types';

/** What is said of content of which nothing is known. */
const unknownType = 'application/octet-stream';

/** The media type that the end of a key's last part tells, without a charset, which it does not. */
export function contentTypeOf(key: string): string {
  const name = key.slice(key.lastIndexOf('/') + 1);
  const dot = name.lastIndexOf('.');
  // A name that only starts with a dot has no extension, and a name without a dot is none itself.
  return (dot > 0 && lookup(name.slice(dot))) || unknownType;
}
