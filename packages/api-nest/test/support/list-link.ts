import type { SentAnswer } from './http-subject.js';

/** The address that `Link` gives for the next page, seen from where it stands; `undefined` where there is none. */
export function nextOf(answer: SentAnswer, from: string): string | undefined {
  const link = /^<([^>]*)>; rel="next"$/.exec(String(answer.headers['link'] ?? ''))?.[1];
  if (link === undefined) return undefined;
  const { pathname, search } = new URL(link, `http://localhost${from}`);
  return pathname + search;
}
