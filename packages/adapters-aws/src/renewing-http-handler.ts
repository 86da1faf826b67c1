import type { Agent } from 'node:http';
import { NodeHttpHandler } from '@smithy/node-http-handler';

/**
 * The SDK's HTTP, which gives up all connections that it keeps once one of them proves broken.
 *
 * A function that is frozen is not told that the other side has left. It may keep more such connections than a call has tries, and each
 * would cost one.
 */
export class RenewingHttpHandler extends NodeHttpHandler {
  override async handle(
    ...args: Parameters<NodeHttpHandler['handle']>
  ): Promise<Awaited<ReturnType<NodeHttpHandler['handle']>>> {
    try {
      return await super.handle(...args);
    } catch (error) {
      // The SDK calls connections that broke so too.
      if ((error as Error).name === 'TimeoutError') this.#giveUpKept();
      throw error;
    }
  }

  #giveUpKept(): void {
    // Once a request was made they are agents, whatever they were made of.
    const agents = this.httpHandlerConfigs() as { readonly httpAgent?: Agent; readonly httpsAgent?: Agent };
    for (const agent of [agents.httpAgent, agents.httpsAgent])
      for (const kept of Object.values(agent?.freeSockets ?? {})) for (const socket of kept ?? []) socket.destroy();
  }
}
