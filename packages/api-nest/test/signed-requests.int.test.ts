import { EngineUnavailable, type ObjectStore } from '@annals/domain';
import {
  describeObjectStore,
  InMemoryObjectRecordRepository,
  InMemoryObjectStore,
  newYear2026Micros,
} from '@annals/domain/testing';
import { afterEach, describe, expect, it } from '@jest/globals';
import { hash } from 'node:crypto';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { ServedBucket } from '../src/objects/served-bucket.js';
import {
  download,
  openEmbedded,
  signed,
  upload,
  type EmbeddedOptions,
  type EmbeddedSubject,
} from './support/embedded-subject.js';
import { json, type HttpSubject, type SentAnswer } from './support/http-subject.js';
import { openLocal } from './support/local-subject.js';
import { LogSink } from './support/log-sink.js';
import { RawConnection, rawProblem } from './support/raw-connection.js';

const opened: { close(): unknown }[] = [];
afterEach(async () => {
  for (const each of opened.splice(0).reverse()) await each.close();
});

async function open(options?: EmbeddedOptions): Promise<EmbeddedSubject> {
  const subject = await openEmbedded(options);
  opened.push(subject);
  return subject;
}

async function connect({ port }: { readonly port: number }): Promise<RawConnection> {
  const connection = await RawConnection.open(port);
  opened.push(connection);
  return connection;
}

const content = 'uploaded content';
const checksumSha256 = hash('sha256', content, 'base64');
const terms = { key: 'a/b c.txt', contentType: 'text/x-test', sizeBytes: content.length };

/** The path and query of a signed upload on some terms. */
async function uploadPath(subject: HttpSubject, more: object = {}): Promise<string> {
  const { url } = await signed(subject, 'uploads', { ...terms, ...more });
  const { pathname, search } = new URL(url);
  return pathname + search;
}

async function expectNothingStored(subject: EmbeddedSubject): Promise<void> {
  expect(json(await subject.send('GET', '/bucket/objects'))).toEqual({ items: [] });
  expect(json(await subject.send('GET', '/objects'))).toEqual({ items: [] });
  // What an upload left is removed after its client has gone; the test's own limit ends the wait.
  while ((await readdir(join(subject.dataDir, 'uploads'))).length > 0) await subject.send('GET', '/health');
}

function put(subject: HttpSubject, path: string, headers: Record<string, string> = {}, body = content) {
  return subject.send('PUT', path, { headers, body });
}

const problemOf = (answer: SentAnswer) => json(answer) as { type: string; status: number; detail: string };

describeStore();

function describeStore(): void {
  let subject: EmbeddedSubject;
  /** The store signs addresses of the server here, as it would for a client. */
  const addressed = (): ObjectStore => {
    const { store } = subject.bucket;
    return {
      bucket: store.bucket,
      head: (...parameters) => store.head(...parameters),
      findRemoval: (key) => store.findRemoval(key),
      list: (...parameters) => store.list(...parameters),
      signUpload: async (upload) => atServer(await store.signUpload(upload)),
      signDownload: async (key) => atServer(await store.signDownload(key)),
    };
  };
  const atServer = <T extends { readonly url: string }>(request: T): T => ({
    ...request,
    url: subject.url + request.url,
  });
  describeObjectStore('a folder, and the server in front of it,', {
    empty: async () => {
      await subject?.close();
      subject = await openEmbedded();
      return {
        store: addressed(),
        put: async (key, bytes, contentType) => {
          const answer = await upload(subject, { key, text: Buffer.from(bytes).toString(), contentType });
          expect(answer.status).toBe(200);
        },
        remove: (key) => rm(join(subject.bucket.folder, key)),
      };
    },
    stop: () => subject.close(),
    signed: 'enforced',
  });
}

describe('a signed upload', () => {
  it('is answered as S3 answers it, once the object is stored and recorded', async () => {
    const subject = await open();
    const answer = await put(subject, await uploadPath(subject, { checksumSha256 }), { 'content-type': 'text/x-test' });
    const eTag = hash('md5', content);
    expect([answer.status, answer.headers.etag, answer.headers['content-length'], answer.body]).toEqual([
      200,
      `"${eTag}"`,
      '0',
      '',
    ]);
    const record = json(await subject.send('GET', `/objects/record?key=${encodeURIComponent(terms.key)}`));
    expect(record).toMatchObject({ ...terms, eTag, checksumSha256, eventSource: 'annals:upload' });
  });

  it('can be made again, and by what name the client knows the server', async () => {
    const subject = await open();
    const host = `localhost:${subject.port}`;
    const body = JSON.stringify(terms);
    const headers = { host, 'content-type': 'application/json' };
    const { url } = json(await subject.send('POST', '/objects/uploads', { headers, body })) as { url: string };
    expect(url).toMatch(new RegExp(`^http://${host}/bucket/object\\?`));
    const path = await uploadPath(subject);
    for (let time = 0; time < 2; time++) expect((await put(subject, path)).status).toBe(200);
  });

  it('gets an address that can be used from a client that names no host, or what is none', async () => {
    const subject = await open();
    for (const [version, host] of [
      ['1.0', ''],
      ['1.1', 'Host: a b/c\r\n'],
    ] as const) {
      const connection = await connect(subject);
      const body = JSON.stringify(terms);
      connection.send(
        `POST /objects/uploads HTTP/${version}\r\n${host}Content-Type: application/json`,
        'Connection: close',
        `Content-Length: ${body.length}`,
        '',
        body,
      );
      expect(await connection.untilClosed()).toContain(`"url":"http://127.0.0.1:${subject.port}/bucket/object?`);
    }
  });

  it('without a Content-Type has the one that was signed', async () => {
    const subject = await open();
    expect((await put(subject, await uploadPath(subject))).status).toBe(200);
    expect((await download(subject, terms.key)).headers.get('content-type')).toBe('text/x-test');
  });

  it.each([
    ['another type', { 'content-type': 'text/html' }, content, 403, 'signature-refused'],
    ['a type with parameters', { 'content-type': 'text/x-test; charset=utf-8' }, content, 403, 'signature-refused'],
    ['more bytes', {}, `${content}!`, 413, 'too-large'],
    ['fewer bytes', {}, content.slice(1), 400, 'bad-request'],
    ['no bytes', {}, '', 400, 'bad-request'],
    ['bytes in chunks', { 'transfer-encoding': 'chunked' }, content, 411, 'length-required'],
    ['compressed bytes', { 'content-encoding': 'gzip' }, content, 415, 'unsupported-media-type'],
    ['other bytes', {}, 'another content!', 400, 'wrong-checksum'],
  ] as const)('with %s is refused, and nothing is stored', async (_what, headers, body, status, code) => {
    const subject = await open();
    const answer = await put(subject, await uploadPath(subject, { checksumSha256 }), headers, body);
    expect([answer.status, problemOf(answer).type]).toEqual([status, `/problems/${code}`]);
    await expectNothingStored(subject);
  });

  it('whose terms were altered is refused, and nothing is stored', async () => {
    const subject = await open();
    const path = await uploadPath(subject);
    for (const altered of [
      path.replace('key=a', 'key=b'),
      path.replace('sizeBytes=16', 'sizeBytes=17'),
      path.replace('text%2Fx-test', 'text%2Fhtml'),
      path.replace(/expires=\d/, 'expires=9'),
      path.replace(/.$/, (last) => (last === 'A' ? 'E' : 'A')),
      path.replace(/&signature=.*/, ''),
      `${path}&key=b`,
      `${path}&x=y`,
      '/bucket/object',
      '/bucket/object?signature=',
    ]) {
      const answer = await put(subject, altered);
      expect([answer.status, problemOf(answer).type]).toEqual([403, '/problems/signature-refused']);
    }
    await expectNothingStored(subject);
  });

  it('is no download, and a download is no upload', async () => {
    const subject = await open();
    const path = await uploadPath(subject);
    expect((await subject.send('GET', path)).status).toBe(403);
    expect((await put(subject, path)).status).toBe(200);
    const { url } = await signed(subject, 'downloads', { key: terms.key });
    expect((await put(subject, url.slice(subject.url.length))).status).toBe(403);
  });

  it('is good for a quarter of an hour', async () => {
    let nowMicros = newYear2026Micros;
    const subject = await open({ clock: { nowMicros: () => nowMicros } });
    const { expiresAt } = await signed(subject, 'uploads', terms);
    expect(expiresAt).toBe('2026-01-01T00:15:00.000000000Z');
    const path = await uploadPath(subject);
    nowMicros += 899_999_999;
    expect((await put(subject, path)).status).toBe(200);
    nowMicros += 1;
    const answer = await put(subject, path);
    expect([answer.status, problemOf(answer).detail]).toEqual([403, 'Its time is over. Ask for a new one.']);
  });

  it('waits for no body before it is refused, and asks for it once it is not', async () => {
    const subject = await open();
    const path = await uploadPath(subject);
    const head = (to: string) => [
      `PUT ${to} HTTP/1.1`,
      'Host: localhost',
      `Content-Length: ${content.length}`,
      'Expect: 100-continue',
      '',
      '',
    ];
    const refused = await connect(subject);
    refused.send(...head(`${path}A`));
    expect(rawProblem(await refused.until(/\}$/))).toMatchObject({ status: 403 });
    const taken = await connect(subject);
    taken.send(...head(path));
    expect(await taken.until(/\r\n\r\n/)).toBe('HTTP/1.1 100 Continue\r\n\r\n');
    taken.send(content);
    await taken.until(/HTTP\/1\.1 200 OK/);
  });

  it('that ends before its end leaves nothing', async () => {
    const log = new LogSink();
    const subject = await open({ logger: log.logger });
    const connection = await connect(subject);
    connection.send(
      `PUT ${await uploadPath(subject)} HTTP/1.1`,
      'Host: localhost',
      `Content-Length: ${content.length}`,
      'Expect: 100-continue',
      '',
      '',
    );
    await connection.until(/100 Continue/);
    connection.send(content.slice(1));
    connection.close();
    expect(await log.until(({ method }) => method === 'PUT')).toMatchObject({ status: 499, aborted: true });
    await expectNothingStored(subject);
  });

  it('may take longer than other bodies, and shows the object as it was until it is whole', async () => {
    const subject = await open({ limits: { bodyTimeoutMs: 50 } });
    expect((await upload(subject, { ...terms, text: 'before' })).status).toBe(200);
    const slow = await connect(subject);
    slow.send(
      `PUT ${await uploadPath(subject)} HTTP/1.1`,
      'Host: localhost',
      `Content-Length: ${content.length}`,
      '',
      '',
    );
    slow.send(content.slice(0, 5));
    const other = await connect(subject);
    other.send(
      'POST /events HTTP/1.1',
      'Host: localhost',
      'Content-Type: application/json',
      'Content-Length: 9',
      '',
      '',
    );
    expect(rawProblem(await other.untilClosed())).toMatchObject({ status: 408 });
    expect(await (await download(subject, terms.key)).text()).toBe('before');
    slow.send(content.slice(5));
    await slow.until(/HTTP\/1\.1 200 OK/);
    expect(await (await download(subject, terms.key)).text()).toBe(content);
  });

  describe('where the store has its own reasons', () => {
    const sizeBytes = 64 * 1024 * 1024;

    /** Serves a bucket that takes uploads as it is told, and sends it one. */
    async function send(upload: ServedBucket['upload']): Promise<Response> {
      const served: ServedBucket = {
        verify: () => ({ ok: true, value: { method: 'PUT', terms: { ...terms, sizeBytes } } }),
        upload,
        openDownload: () => Promise.resolve(undefined),
      };
      const engine = { repository: new InMemoryObjectRecordRepository(), store: new InMemoryObjectStore() };
      const subject = await openLocal({ app: { objects: { ...engine, served } } });
      opened.push(subject);
      return fetch(`${subject.url}/bucket/object`, { method: 'PUT', body: new Uint8Array(sizeBytes) });
    }

    it('gets an answer even where it fails in the midst of the body', async () => {
      const answer = await send(async (_terms, body) => {
        for await (const chunk of body)
          if (chunk.length > 0) throw new EngineUnavailable('folder', 5, { cause: new Error('disk full') });
        throw new Error('no body came');
      });
      expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '5']);
      expect(await answer.json()).toMatchObject({ type: '/problems/unavailable', engine: 'folder' });
    });

    it.each([
      ['too-short', 400, 'bad-request'],
      ['too-long', 413, 'too-large'],
    ] as const)('is told that the body was %s', async (code, status, type) => {
      const answer = await send(() => Promise.resolve({ code }));
      expect([answer.status, ((await answer.json()) as { type: string }).type]).toEqual([status, `/problems/${type}`]);
    });
  });
});

describe('a signed download', () => {
  const text = 'ten bytes!';
  const object = { key: 'page.html', text, contentType: 'text/html' };

  async function there(): Promise<EmbeddedSubject> {
    const subject = await open();
    expect((await upload(subject, object)).status).toBe(200);
    return subject;
  }

  it('gives the object as it was uploaded, and lets no browser run it', async () => {
    const answer = await download(await there(), object.key);
    expect([answer.status, await answer.text()]).toEqual([200, text]);
    const headers = Object.fromEntries(answer.headers);
    expect(headers).toMatchObject({
      'content-type': 'text/html',
      'content-length': '10',
      'accept-ranges': 'bytes',
      etag: `"${hash('md5', text)}"`,
      'last-modified': expect.stringMatching(/ GMT$/),
      'content-security-policy': expect.stringContaining('sandbox'),
      'x-content-type-options': 'nosniff',
    });
    expect(headers).not.toHaveProperty('content-disposition');
  });

  it.each([
    ['bytes=0-2', 'ten', 'bytes 0-2/10'],
    ['bytes=4-', 'bytes!', 'bytes 4-9/10'],
    ['bytes=-1', '!', 'bytes 9-9/10'],
  ])('gives the range %s', async (range, part, contentRange) => {
    const answer = await download(await there(), object.key, { range });
    expect([answer.status, await answer.text()]).toEqual([206, part]);
    expect([answer.headers.get('content-range'), answer.headers.get('content-length')]).toEqual([
      contentRange,
      String(part.length),
    ]);
  });

  it('gives the whole where several ranges are asked for, or what is none', async () => {
    const subject = await there();
    for (const range of ['bytes=0-1,3-4', 'bytes=5-2', 'pages=1-2'])
      expect((await download(subject, object.key, { range })).status).toBe(200);
  });

  it('answers 416 to a range that the object does not have, and says how long it is', async () => {
    const answer = await download(await there(), object.key, { range: 'bytes=10-' });
    expect([answer.status, answer.headers.get('content-range')]).toEqual([416, 'bytes */10']);
    expect(await answer.json()).toMatchObject({ type: '/problems/range-not-satisfiable' });
  });

  it('gives a range only of the content that If-Range names', async () => {
    const subject = await there();
    const { headers } = await download(subject, object.key);
    const range = 'bytes=0-2';
    for (const validator of [headers.get('etag')!, headers.get('last-modified')!])
      expect((await download(subject, object.key, { range, 'if-range': validator })).status).toBe(206);
    for (const validator of ['"another"', `W/${headers.get('etag')!}`, 'Thu, 01 Jan 1970 00:00:00 GMT'])
      expect((await download(subject, object.key, { range, 'if-range': validator })).status).toBe(200);
  });

  it('answers 304 where the client has the object', async () => {
    const subject = await there();
    const etag = (await download(subject, object.key)).headers.get('etag')!;
    const answer = await download(subject, object.key, { 'if-none-match': etag });
    expect([answer.status, answer.headers.get('etag'), await answer.text()]).toEqual([304, etag, '']);
    expect((await download(subject, object.key, { 'if-none-match': '"another"' })).status).toBe(200);
  });

  it('sends nothing of another object than the client names', async () => {
    const subject = await there();
    const { headers } = await download(subject, object.key);
    const [etag, modified] = [headers.get('etag')!, headers.get('last-modified')!];
    const named: readonly Record<string, string>[] = [
      { 'if-match': etag },
      { 'if-match': `"another", ${etag}` },
      { 'if-match': '*' },
      { 'if-unmodified-since': modified },
      { 'if-unmodified-since': 'no time' },
      { 'if-match': etag, 'if-unmodified-since': 'Thu, 01 Jan 1970 00:00:00 GMT' },
    ];
    for (const conditions of named)
      expect((await download(subject, object.key, { range: 'bytes=0-2', ...conditions })).status).toBe(206);
    const others: readonly Record<string, string>[] = [
      { 'if-match': '"another"' },
      { 'if-match': `W/${etag}` },
      { 'if-match': '"another"', 'if-none-match': etag },
      { 'if-unmodified-since': 'Thu, 01 Jan 1970 00:00:00 GMT' },
    ];
    for (const conditions of others) {
      const answer = await download(subject, object.key, { range: 'bytes=0-2', ...conditions });
      expect([answer.status, await answer.json()]).toMatchObject([412, { type: '/problems/precondition-failed' }]);
    }
  });

  it('answers 304 where the object was not changed since, unless an ETag decides', async () => {
    const subject = await there();
    const modified = (await download(subject, object.key)).headers.get('last-modified')!;
    const since = (time: string, more: Record<string, string> = {}) =>
      download(subject, object.key, { 'if-modified-since': time, ...more });
    expect((await since(modified)).status).toBe(304);
    expect((await since('Thu, 01 Jan 1970 00:00:00 GMT')).status).toBe(200);
    expect((await since('no time')).status).toBe(200);
    expect((await since(modified, { 'if-none-match': '"another"' })).status).toBe(200);
  });

  it('answers HEAD with the header alone', async () => {
    const subject = await there();
    const path = (await signed(subject, 'downloads', { key: object.key })).url.slice(subject.url.length);
    const get = await subject.send('GET', path, { headers: { 'x-request-id': 'same' } });
    const head = await subject.send('HEAD', path, { headers: { 'x-request-id': 'same', range: 'bytes=0-1' } });
    expect([head.status, head.body]).toEqual([200, '']);
    expect({ ...head.headers, date: '' }).toEqual({ ...get.headers, date: '' });
  });

  it('gives an empty object', async () => {
    const subject = await open();
    expect((await upload(subject, { ...object, text: '' })).status).toBe(200);
    const answer = await download(subject, object.key);
    expect([answer.status, answer.headers.get('content-length'), await answer.text()]).toEqual([200, '0', '']);
  });

  it('answers 404 where the object is gone by now', async () => {
    const subject = await there();
    const { url } = await signed(subject, 'downloads', { key: object.key });
    await rm(join(subject.bucket.folder, object.key));
    expect((await fetch(url)).status).toBe(404);
  });

  it('is good for a quarter of an hour', async () => {
    let nowMicros = newYear2026Micros;
    const subject = await open({ clock: { nowMicros: () => nowMicros } });
    await upload(subject, object);
    const { url } = await signed(subject, 'downloads', { key: object.key });
    nowMicros += 900_000_000;
    expect((await fetch(url)).status).toBe(403);
  });

  it('takes other methods for what they are not', async () => {
    const subject = await open();
    const answer = await subject.send('DELETE', '/bucket/object');
    expect([answer.status, answer.headers.allow]).toEqual([405, 'GET, HEAD, OPTIONS, PUT']);
  });
});
