import type { Express, Request, Response } from 'express';
import { IncomingMessage, ServerResponse, type ServerOptions } from 'node:http';

/**
 * The classes of the requests and answers of a server that an Express app serves, made with the prototypes that Express gives them. It
 * gives them to each request anew, which costs nothing where they have them already, and else that V8 forgets what it knows of both.
 */
export function exchangeClasses(app: Express): Pick<ServerOptions, 'IncomingMessage' | 'ServerResponse'> {
  class AppRequest extends IncomingMessage {}
  class AppResponse<R extends IncomingMessage> extends ServerResponse<R> {}
  app.request = Object.setPrototypeOf(AppRequest.prototype, app.request as object) as Request;
  app.response = Object.setPrototypeOf(AppResponse.prototype, app.response as object) as Response;
  return { IncomingMessage: AppRequest, ServerResponse: AppResponse };
}
