import type { Request, Response } from 'express';
import { jsonAnswer, sendAnswer, type Answer } from '../http/answer.js';
import { readQuery } from '../http/query.js';
import { readMembersIfAny, understood } from '../http/read-json.js';
import { parseNothing } from './title-body.js';

/** What the sample answers: names as the workload that it is modelled on has them. */
export function sampleAnswer(members: object): Answer {
  return jsonAnswer(200, JSON.stringify(members));
}

/**
 * Answers a GET that does more than to read. HEAD must do nothing, so that it gets the header that is known without doing anything.
 *
 * @param work does it, and gives the members of the answer
 */
export async function unlessHead(request: Request, response: Response, work: () => Promise<object>): Promise<void> {
  if (request.method !== 'HEAD') sendAnswer(request, response, sampleAnswer(await work()));
  else sendAnswer(request, response, { status: 200, headers: { 'Content-Type': 'application/json; charset=utf-8' } });
}

/** Requires that a request has neither parameters nor a body that says anything. Throws a `Problem`. */
export async function takesNothing(request: Request, response: Response): Promise<void> {
  readQuery(request.originalUrl, []);
  const members = await readMembersIfAny(request, response);
  if (members !== undefined) understood(parseNothing(members));
}
