import type { ServerResponse } from 'node:http';

/** nginx's status of a request whose client left before the answer. */
const clientGone = 499;

/** The status that a request was answered with, or would have been had its client stayed. */
export function statusOf(response: ServerResponse): number {
  return response.headersSent ? response.statusCode : clientGone;
}

/**
 * Runs once the last byte was handed to the system, or the connection is gone, whichever comes first.
 *
 * @param run is told whether all of the answer was sent
 * @returns what says that it was, where its end is yet to come
 */
export function whenAnswered(response: ServerResponse, run: (isWhole: boolean) => void): () => void {
  let isDone = false;
  const once = (isWhole: boolean): void => {
    if (isDone) return;
    isDone = true;
    run(isWhole);
  };
  response.on('finish', () => once(true)).on('close', () => once(response.writableFinished));
  return () => once(true);
}
