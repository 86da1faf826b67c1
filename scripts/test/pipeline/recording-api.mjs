import { once } from 'node:events';
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';

/** Stands for a deployed API: it gives back the last event that it was sent, and notes who asked for what. */
export class RecordingApi {
  /** @type {{ line: string, authorization: string | undefined }[]} */
  requests = [];
  #server = createServer((request, response) => {
    this.requests.push({ line: `${request.method} ${request.url}`, authorization: request.headers.authorization });
    void text(request).then((body) => {
      if (body !== '') this.#event = body;
      response.end(this.#event);
    });
  });
  #event = '';

  static async start() {
    const api = new RecordingApi();
    api.#server.listen(0, '127.0.0.1');
    await once(api.#server, 'listening');
    return api;
  }

  /** Its address, with a stage, as API Gateway has one. */
  get url() {
    const address = this.#server.address();
    return `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}/dev`;
  }

  async close() {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }
}
