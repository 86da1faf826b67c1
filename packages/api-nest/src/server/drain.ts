import type { Server, ServerResponse } from 'node:http';

/** Counts a server's answers under way, so that it can be closed without cutting one off. */
export class Drain {
  readonly #server: Server;
  readonly #underWay = new Set<ServerResponse>();
  #draining = false;

  constructor(server: Server) {
    this.#server = server;
    for (const event of ['request', 'checkContinue', 'checkExpectation'])
      server.prependListener(event, (_request: unknown, response: ServerResponse) => this.#track(response));
  }

  /**
   * Accepts no more connections, lets every answer under way finish, and closes each connection after its answer.
   * Returns whether that was done within `timeoutMs`; otherwise the rest is cut off.
   */
  async close(timeoutMs: number): Promise<boolean> {
    this.#draining = true;
    for (const response of this.#underWay) closeAfter(response);
    const closed = new Promise<boolean>((resolve) => this.#server.close(() => resolve(true)));
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<boolean>((resolve) => (timer = setTimeout(() => resolve(false), timeoutMs)));
    const inTime = await Promise.race([closed, late]);
    clearTimeout(timer);
    if (!inTime) this.#server.closeAllConnections();
    return inTime;
  }

  #track(response: ServerResponse): void {
    this.#underWay.add(response);
    if (this.#draining) closeAfter(response);
    response.once('close', () => {
      this.#underWay.delete(response);
      // A connection whose answer had begun before stays open, idle from now on.
      if (this.#draining) setImmediate(() => this.#server.closeIdleConnections());
    });
  }
}

function closeAfter(response: ServerResponse): void {
  if (!response.headersSent) response.setHeader('Connection', 'close');
}
