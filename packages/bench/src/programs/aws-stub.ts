/**
 * A DynamoDB that keeps what it is given, an S3 that has every object that it is asked about, and a daemon of X-Ray that listens and says
 * nothing: what functions need to be measured without AWS.
 *
 * Arguments: `https` or `http`.
 */
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { answerQuestions } from '../harness/answer-questions.js';
import { makeCertificate } from '../stub/certificate.js';
import { StubTable } from '../stub/stub-table.js';

/** Where the stub is. */
export interface StubPlace {
  readonly endpoint: string;
  /** The certificate that clients must trust, PEM. */
  readonly certificate: string;
  /** `127.0.0.1:2000` */
  readonly xrayDaemon: string;
}

const table = new StubTable();
const figures = { calls: 0, heads: 0, segments: 0 };

/** The object of every key, as the benchmarks' notifications describe it. */
const objectHeaders = {
  'content-length': '1024',
  'content-type': 'application/octet-stream',
  etag: '"d41d8cd98f00b204e9800998ecf8427e"',
  'last-modified': 'Sat, 21 Nov 2026 00:00:00 GMT',
};

function serve(request: IncomingMessage, response: ServerResponse): void {
  if (request.method === 'HEAD') {
    figures.heads++;
    response.writeHead(200, objectHeaders).end();
    return;
  }
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    figures.calls++;
    const operation = String(request.headers['x-amz-target']).split('.')[1]!;
    const { status, body } = table.answer(operation, JSON.parse(Buffer.concat(chunks).toString()) as object);
    const text = Buffer.from(JSON.stringify(body));
    response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0', 'content-length': text.length });
    response.end(text);
  });
}

const certificate = makeCertificate();
const scheme = process.argv[2] === 'https' ? 'https' : 'http';
const server = scheme === 'https' ? createHttpsServer(certificate, serve) : createHttpServer(serve);
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1');
const daemon = createSocket('udp4').on('message', () => figures.segments++);
daemon.bind(0, '127.0.0.1');
await Promise.all([once(server, 'listening'), once(daemon, 'listening')]);

answerQuestions({
  place: (): StubPlace => ({
    endpoint: `${scheme}://127.0.0.1:${(server.address() as AddressInfo).port}`,
    certificate: certificate.cert,
    xrayDaemon: `127.0.0.1:${daemon.address().port}`,
  }),
  figures: () => ({ ...figures, items: table.size }),
  item: ([pk, sk]: readonly [string, string]) => table.item(pk, sk),
  clear: () => {
    table.clear();
    Object.assign(figures, { calls: 0, heads: 0, segments: 0 });
  },
});
