import type { ServerResponse } from 'node:http';

/** nginx's status of a request whose client left before the answer. */
const clientGone = 499;

/** The status that a request was answered with, or would have been had its client stayed. */
export function statusOf(response: ServerResponse): number {
  return response.headersSent ? response.statusCode : clientGone;
}

/** Runs once the last byte was handed to the system, or the connection is gone, whichever comes first. */
export function whenAnswered(response: ServerResponse, run: () => void): void {
  let isDone = false;
  const once = (): void => {
    if (isDone) return;
    isDone = true;
    run();
  };
  response.on('finish', once).on('close', once);
}
