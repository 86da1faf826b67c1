import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { openLocal, type LocalSubject } from './support/local-subject.js';
import { LogSink } from './support/log-sink.js';
import { RawConnection, rawProblem } from './support/raw-connection.js';

const ndjson = 'application/x-ndjson';
const types = ['application/json', 'application/cloudevents-batch+json', ndjson] as const;

let log: LogSink;
const opened: { close(): unknown }[] = [];
beforeEach(() => {
  log = new LogSink();
});
afterEach(async () => {
  for (const each of opened.splice(0).reverse()) await each.close();
});

async function open(): Promise<LocalSubject> {
  const subject = await openLocal({ logger: log.logger });
  opened.push(subject);
  return subject;
}

const event = (id: string) =>
  JSON.stringify({ specversion: '1.0', id, source: '/stream', type: 't', data: `${id} \u00e9\u{1f600}"]` });
const native = (id: string) => JSON.stringify({ id, source: '/stream', type: 't', payload: `${id} \u00e9\u{1f600}"]` });

function bodyOf(type: string, ids: readonly string[]): string {
  if (type === ndjson) return ids.map(event).join('\r\n\n');
  return `[ ${ids.map(type === 'application/json' ? native : event).join(' ,\n')} ]`;
}

/** Starts a batch whose body comes in chunks. */
async function begin({ port }: LocalSubject, type: string) {
  const connection = await RawConnection.open(port);
  opened.push(connection);
  connection.send('POST /events/batch HTTP/1.1', 'Host: localhost', 'X-Request-Id: stream', '');
  connection.send(`Content-Type: ${type}`, 'Transfer-Encoding: chunked', '', '');
  const chunk = (bytes: Uint8Array): void => {
    connection.send(bytes.length.toString(16), Buffer.from(bytes).toString('latin1'), '');
  };
  return { connection, chunk };
}

async function recordedIds({ url }: LocalSubject): Promise<readonly string[]> {
  const list = (await (await fetch(`${url}/events?order=asc`)).json()) as { items: { id: string }[] };
  return list.items.map(({ id }) => id);
}

describe.each(types)('a batch of %s that arrives in pieces', (type) => {
  it('is recorded whole, byte by byte', async () => {
    const subject = await open();
    const { chunk, connection } = await begin(subject, type);
    for (const byte of Buffer.from(bodyOf(type, ['a', 'b', 'c']))) chunk(Uint8Array.of(byte));
    connection.send('0', '', '');
    expect(await connection.until(/\}\]\}/)).toMatch(/^HTTP\/1\.1 200 /);
    expect(await recordedIds(subject)).toEqual(['a', 'b', 'c']);
    const found = (await (await fetch(`${subject.url}/events/c?source=/stream`)).json()) as { payload: string };
    expect(found.payload).toBe('c \u00e9\u{1f600}"]');
  });

  it('is refused at its 1,001st event, and nothing of it is recorded', async () => {
    const subject = await open();
    const { chunk, connection } = await begin(subject, type);
    const body = bodyOf(
      type,
      Array.from({ length: 1002 }, (_, index) => `${index}`),
    );
    const cut = Buffer.from(body.slice(0, body.lastIndexOf('1001')));
    chunk(cut.subarray(0, cut.length >> 1));
    chunk(cut.subarray(cut.length >> 1));
    expect(rawProblem(await connection.until(/\r\n\r\n.*\}$/s))).toMatchObject({
      status: 413,
      type: '/problems/too-large',
    });
    expect(await recordedIds(subject)).toEqual([]);
  });

  it('that breaks off leaves nothing recorded', async () => {
    const subject = await open();
    const { chunk, connection } = await begin(subject, type);
    chunk(Buffer.from(bodyOf(type, ['a', 'b', 'c']).slice(0, -8)));
    connection.close();
    await log.until(({ requestId }) => requestId === 'stream');
    expect(await recordedIds(subject)).toEqual([]);
  });
});

describe('a batch as an array', () => {
  it('is refused where it stops to be JSON, before the rest arrives, and nothing of it is recorded', async () => {
    const subject = await open();
    const { chunk, connection } = await begin(subject, 'application/json');
    chunk(Buffer.from(`[${native('a')},{"secret": oops},`));
    expect(rawProblem(await connection.until(/\r\n\r\n.*\}$/s))).toMatchObject({
      status: 400,
      type: '/problems/malformed-body',
      detail: 'The body is not JSON: the syntax breaks in element 1.',
    });
    expect(await recordedIds(subject)).toEqual([]);
  });
});
