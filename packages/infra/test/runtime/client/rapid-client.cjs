/**
 * What `rapid-client.node` of `aws-lambda-ric` does, by HTTP of Node: the next invocation is asked for once every answer before it was
 * taken. The native one waits in `done` and `error` themselves, which JavaScript cannot.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
 */
const { Agent, request } = process.getBuiltinModule('node:http');

const base = `http://${process.env.AWS_LAMBDA_RUNTIME_API}/2018-06-01/runtime/invocation`;
const agent = new Agent({ keepAlive: true, maxSockets: 1 });
/** @type {Promise<unknown>} */
let answered = Promise.resolve();

/**
 * @param {string} method
 * @param {string} path
 * @param {string} [body]
 * @param {Record<string, string>} [headers]
 * @returns {Promise<{ bodyJson: string, headers: import('node:http').IncomingHttpHeaders }>}
 */
function send(method, path, body = '', headers = {}) {
  return new Promise((resolve, reject) => {
    const length = method === 'GET' ? {} : { 'Content-Length': Buffer.byteLength(body) };
    const outgoing = request(`${base}${path}`, { method, agent, headers: { ...headers, ...length } }, (incoming) => {
      let bodyJson = '';
      incoming.setEncoding('utf8').on('data', (/** @type {string} */ text) => (bodyJson += text));
      incoming.once('end', () => resolve({ bodyJson, headers: incoming.headers }));
    });
    outgoing.once('error', reject).end(body);
  });
}

/**
 * @param {string} path
 * @param {string} body
 * @param {Record<string, string>} headers
 */
function post(path, body, headers) {
  answered = answered.then(() => send('POST', path, body, { 'Content-Type': 'application/json', ...headers }));
}

module.exports = {
  next: () => answered.then(() => send('GET', '/next')),
  done: (/** @type {string} */ id, /** @type {string} */ body) => post(`/${id}/response`, body, {}),
  error: (/** @type {string} */ id, /** @type {string} */ body, /** @type {string} */ cause) =>
    post(`/${id}/error`, body, {
      'Lambda-Runtime-Function-Error-Type': 'Unhandled',
      'Lambda-Runtime-Function-XRay-Error-Cause': cause,
    }),
};
