import {
  kindOf,
  membersOf,
  pointer,
  readJson,
  valueOf,
  type EventFault,
  type JsonSlice,
  type Result,
} from '@annals/domain';
import type { Request, Response } from 'express';
import { essenceOf, requireUtf8, unsupported } from './content-type.js';
import { Problem } from './problem.js';
import { readText } from './read-body.js';

/** The most bytes of a body that says what to do: a key of 1,024 bytes takes 6 KiB of escapes. */
const maxBytes = 64 * 1024;

/** A body's members by name. It has no prototype: a name such as `__proto__` is one like any other. */
export type BodyMembers = Readonly<Record<string, unknown>>;

/**
 * Reads a small JSON object; an absent body is an empty one. Throws a `Problem`: 400, 413, 415, or 422 where it is no object or names a
 * member twice.
 */
export async function readMembers(request: Request, response: Response): Promise<BodyMembers> {
  const text = await readJsonText(request, response);
  return text === undefined ? noMembers() : membersIn(text);
}

/** Reads a small JSON object; `undefined` where the body is empty, whatever its type. Throws what `readMembers` throws. */
export async function readMembersIfAny(request: Request, response: Response): Promise<BodyMembers | undefined> {
  const text = await readJsonText(request, response);
  return text === undefined || text === '' ? undefined : membersIn(text);
}

/** The text of a body of JSON; `undefined` where there is neither a body nor its type. */
async function readJsonText(request: Request, response: Response): Promise<string | undefined> {
  const isAbsent = request.headers['content-type'] === undefined;
  if (!isAbsent && essenceOf(request.headers) !== 'application/json') throw unsupported(['application/json']);
  requireUtf8(request.headers);
  const text = await readText(request, response, maxBytes);
  if (isAbsent && text !== '') throw unsupported(['application/json']);
  return isAbsent ? undefined : text;
}

/** A body's text as JSON. Throws a 400 `Problem`. */
export function parseBody(text: string): JsonSlice {
  return wellFormed(readJson(text));
}

/** What was read of a body. Throws the 400 `Problem` of one that could not be read. */
export function wellFormed<T>(read: Result<T, string>): T {
  if (read.ok) return read.value;
  throw new Problem('malformed-body', { detail: `The body ${read.error}.` });
}

/** What a body says, or the `Problem` of what is wrong with it: 413 where something in it is too large, else 422. */
export function understood<T>(read: Result<T, readonly EventFault[]>): T {
  if (read.ok) return read.value;
  const tooLarge = read.error.some(({ code }) => code === 'too-large');
  throw new Problem(tooLarge ? 'too-large' : 'invalid-body', {
    detail: 'The errors say what is wrong, and where.',
    errors: read.error,
  });
}

function membersIn(text: string): BodyMembers {
  const json = parseBody(text);
  const members = noMembers();
  const faults: EventFault[] = [];
  if (kindOf(json) !== 'object') faults.push({ code: 'invalid', pointer: '#', detail: 'must be a JSON object' });
  for (const member of membersOf(json)) {
    const { name } = member;
    if (name in members) faults.push({ code: 'invalid', pointer: pointer(name), detail: 'must not be named twice' });
    members[name] = valueOf(member);
  }
  return understood<BodyMembers>(faults.length === 0 ? { ok: true, value: members } : { ok: false, error: faults });
}

function noMembers(): Record<string, unknown> {
  return Object.create(null) as Record<string, unknown>;
}
