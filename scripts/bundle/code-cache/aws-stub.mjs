import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer } from 'node:http';

/** @typedef {Record<string, Record<string, unknown>>} WireItem an item in DynamoDB's own JSON. */

/** What S3 says of any object. */
const objectHeaders = { 'content-length': '1024', etag: '"d41d8cd98f00b204e9800998ecf8427e"' };

const emptyListing = `<?xml version="1.0" encoding="UTF-8"?>
<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>b</Name><KeyCount>0</KeyCount>
<MaxKeys>1000</MaxKeys><IsTruncated>false</IsTruncated></ListBucketResult>`;

/** A table that keeps what is put, finds it by its key and has nothing in its indexes. */
function answersOfTable() {
  /** @type {Map<unknown, WireItem>} */
  const items = new Map();
  const keyOf = (/** @type {WireItem} */ key) => `${String(key.pk?.S)} ${String(key.sk?.S)}`;
  /** @type {Record<string, (input: { Item: WireItem, Key: WireItem, Statements: object[] }) => object>} */
  const operations = {
    PutItem: ({ Item }) => (items.set(keyOf(Item), Item), {}),
    GetItem: ({ Key }) => ({ Item: items.get(keyOf(Key)) }),
    UpdateItem: () => ({}),
    Query: () => ({ Items: [], Count: 0, ScannedCount: 0 }),
    BatchExecuteStatement: ({ Statements }) => ({ Responses: Statements.map(() => ({})) }),
  };
  return (/** @type {string} */ operation, /** @type {string} */ body) => {
    const answer = operations[operation];
    if (answer === undefined) throw new Error(`the warm-up's stub knows no ${operation}`);
    const input = /** @type {{ Item: WireItem, Key: WireItem, Statements: object[] }} */ (JSON.parse(body));
    return JSON.stringify(answer(input));
  };
}

/**
 * As much of DynamoDB, of S3 and of the X-Ray daemon as the invocations of a warm-up ask for.
 *
 * @returns {Promise<Record<string, string>>} the variables that lead to it.
 */
export async function startStub() {
  const tableAnswer = answersOfTable();
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (/** @type {string} */ chunk) => (body += chunk));
    request.on('end', () => {
      const target = request.headers['x-amz-target'];
      if (typeof target === 'string') response.end(tableAnswer(/** @type {string} */ (target.split('.')[1]), body));
      else if (request.method === 'HEAD') response.writeHead(200, objectHeaders).end();
      else response.end(emptyListing);
    });
  });
  const daemon = createSocket('udp4');
  await Promise.all([once(server.listen(0, '127.0.0.1'), 'listening'), once(daemon.bind(0, '127.0.0.1'), 'listening')]);
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  const endpoint = `http://127.0.0.1:${port}`;
  return {
    AWS_XRAY_DAEMON_ADDRESS: `127.0.0.1:${daemon.address().port}`,
    DYNAMODB_ENDPOINT: endpoint,
    S3_ENDPOINT: endpoint,
    SQS_ENDPOINT: endpoint,
  };
}
