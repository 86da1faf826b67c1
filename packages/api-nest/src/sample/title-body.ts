import { err, ok, parseId, type EventFault, type Result } from '@annals/domain';
import { parseMembers, type Parsers } from '../http/parse-members.js';
import type { BodyMembers } from '../http/read-json.js';
import type { Title } from './sample-workload.js';

/** What an empty body inserts. */
export const defaultTitle = { year: 2012, title: 'The Amazing Spider-Man 2' } as const;

/** A year, also as its digits: the workload that this one is modelled on is called so. */
const yearForm = /^-?\d{1,9}$/;

const parsers: Parsers<Title> = {
  year: (value) => {
    if (value === undefined) return err('is required');
    return (typeof value === 'number' || typeof value === 'string') && yearForm.test(String(value))
      ? ok(Number(value))
      : err('must be an integer of at most nine digits, or its text');
  },
  title: (value) => {
    if (value === undefined) return err('is required');
    return typeof value === 'string' && value !== '' ? ok(value) : err('must be a string that is not empty');
  },
  id: (value) => {
    if (value === undefined) return err('is required');
    return parseId(typeof value === 'number' && Number.isSafeInteger(value) ? String(value) : value);
  },
};

/** Reads `{year, title, id}`. Lists every fault. */
export function parseTitle(members: BodyMembers): Result<Title, readonly EventFault[]> {
  return parseMembers(members, 'a title', parsers);
}

/** Reads a body that has nothing to say. */
export function parseNothing(members: BodyMembers): Result<object, readonly EventFault[]> {
  return parseMembers(members, 'this body, which has none', {});
}
