import type { RequestHandler } from 'express';

/** For how long browsers ask by TLS alone: a year. */
const maxAgeSeconds = 31_536_000;

/** Tells browsers that came by TLS, as a trusted proxy says, to come by nothing else. */
export const strictTransport: RequestHandler = (request, response, next) => {
  if (request.secure) response.setHeader('Strict-Transport-Security', `max-age=${maxAgeSeconds}; includeSubDomains`);
  next();
};
