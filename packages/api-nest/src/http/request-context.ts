import type { IdGenerator } from '@annals/domain';
import type { NextFunction, Request, RequestHandler, Response } from 'express';

/** What a caller may choose as the id of its request. */
const requestIdForm = /^[A-Za-z0-9._-]{1,128}$/;

/** The id of a request: the caller's own where it has the form, else a new one. */
function requestIdOf(sent: string | string[] | undefined, ids: IdGenerator): string {
  return typeof sent === 'string' && requestIdForm.test(sent) ? sent : ids.nextId();
}

/** Gives every request its id, and echoes it. */
export function assignRequestId(ids: IdGenerator): RequestHandler {
  return (request: Request, response: Response, next: NextFunction) => {
    const id = requestIdOf(request.headers['x-request-id'], ids);
    request.id = id;
    response.setHeader('X-Request-Id', id);
    next();
  };
}

/** Takes what media types a request accepts without their case and parameters, weights apart: they say nothing here. */
export const plainAccept: RequestHandler = ({ headers }, _response, next) => {
  if (headers.accept !== undefined) headers.accept = headers.accept.toLowerCase().replace(/;(?!\s*q=)[^,;]*/g, '');
  next();
};
