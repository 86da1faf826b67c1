import { describe, expect, test } from '@jest/globals';
import { EngineUnavailable } from '@annals/domain';
import fc from 'fast-check';
import { errorBody, storeOfRecorded, type RecordedAnswer, type RecordedRequest } from '../test/recorded-s3.js';
import { signatureOf } from '../test/signature.js';
import type { HeadPath } from './s3-object-store.js';

/** The answer to a look at an object in a bucket with versions. */
const found: RecordedAnswer = {
  status: 200,
  headers: {
    'content-length': '6144',
    'content-type': 'text/plain; charset=utf-8',
    etag: '"8eabe9d6b43316e840b079170916c079-1"',
    'last-modified': 'Wed, 12 Oct 2022 17:50:00 GMT',
    'x-amz-version-id': '3sL4kqtJlcpXroDTDmJ+rmSpXd3dIbrHY',
    'x-amz-meta-author': 'me',
    'x-amz-checksum-sha256': '47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=',
    'x-amz-checksum-type': 'FULL_OBJECT',
    'x-amz-server-side-encryption': 'aws:kms',
  },
};

describe.each(['direct', 'sdk'] as const)('looking at an object by requests of kind %s', (heads) => {
  test('tells everything that S3 tells, the eTag without its quotes', async () => {
    const { store, requests } = storeOfRecorded([found], { heads });
    expect(await store.head('a/b c', 'v/1')).toEqual({
      versionId: '3sL4kqtJlcpXroDTDmJ+rmSpXd3dIbrHY',
      sizeBytes: 6144,
      eTag: '8eabe9d6b43316e840b079170916c079-1',
      contentType: 'text/plain; charset=utf-8',
      lastModified: '2022-10-12T17:50:00.000000000Z',
      metadata: { author: 'me' },
      checksumSha256: '47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=',
    });
    expect(requests).toMatchObject([{ method: 'HEAD', path: '/main-bucket/a/b%20c', query: { versionId: 'v/1' } }]);
    expect(requests[0]!.headers['x-amz-checksum-mode']).toBe('ENABLED');
  });

  test('does not take the checksum of an upload in parts for one of the content', async () => {
    const parts = { 'x-amz-checksum-sha256': 'W25zvA==-2', 'x-amz-checksum-type': 'COMPOSITE' };
    const { store } = storeOfRecorded([{ ...found, headers: { ...found.headers, ...parts } }], { heads });
    expect(await store.head('k')).not.toHaveProperty('checksumSha256');
  });

  test.each([
    ['there is none', 404, {}],
    ['a delete marker hides it', 404, { 'x-amz-delete-marker': 'true', 'x-amz-version-id': 'm' }],
    ['the version is a delete marker', 405, { 'x-amz-delete-marker': 'true', allow: 'DELETE' }],
    ['no version can have the id', 400, {}],
  ])('finds nothing where %s', async (_, status, headers) => {
    const { store, requests } = storeOfRecorded([{ status, headers }], { heads });
    expect(await store.head('k', 'm')).toBeUndefined();
    expect(requests).toHaveLength(1);
  });

  test('fails where S3 calls a look without a version invalid', async () => {
    const { store } = storeOfRecorded([{ status: 400 }], { heads });
    await expect(store.head('k')).rejects.toMatchObject({ engine: 's3', retryAfterSeconds: 30 });
  });

  test('fails where S3 knows no such method, which tells nothing of the object', async () => {
    const { store } = storeOfRecorded([{ status: 405 }], { heads });
    await expect(store.head('k')).rejects.toMatchObject({ engine: 's3', retryAfterSeconds: 30 });
  });

  test('says which permissions are missing where S3 refuses, and does not take it for absence', async () => {
    const { store, requests } = storeOfRecorded([{ status: 403 }], { heads });
    const refused = store.head('k');
    await expect(refused).rejects.toBeInstanceOf(EngineUnavailable);
    await expect(refused).rejects.toMatchObject({
      engine: 's3',
      retryAfterSeconds: 30,
      cause: { message: expect.stringContaining('s3:ListBucket') as unknown },
    });
    expect(requests).toHaveLength(1);
  });
});

function versions(entries: string): RecordedAnswer {
  const body = `<?xml version="1.0" encoding="UTF-8"?>\n<ListVersionsResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><EncodingType>url</EncodingType><MaxKeys>1</MaxKeys><IsTruncated>true</IsTruncated>${entries}</ListVersionsResult>`;
  return { status: 200, headers: { 'content-type': 'application/xml' }, body };
}

const marker = (key: string, latest: boolean) =>
  `<DeleteMarker><Key>${key}</Key><VersionId>m1</VersionId><IsLatest>${latest}</IsLatest><LastModified>2026-01-02T03:04:05.000Z</LastModified></DeleteMarker>`;

describe('the removal of an object', () => {
  test('is the delete marker that is the latest of its versions', async () => {
    const { store, requests } = storeOfRecorded([versions(marker('a+b%2Fc', true))]);
    expect(await store.findRemoval('a b/c')).toEqual({
      versionId: 'm1',
      lastModified: '2026-01-02T03:04:05.000000000Z',
    });
    expect(requests[0]!.query).toMatchObject({
      versions: '',
      prefix: 'a b/c',
      'max-keys': '1',
      'encoding-type': 'url',
    });
  });

  test.each([
    ['no version is left', ''],
    ['the latest is an object', '<Version><Key>k</Key><VersionId>v2</VersionId><IsLatest>true</IsLatest></Version>'],
    ['the marker is of a longer key', marker('k2', true)],
    ['the marker is not the latest', marker('k', false)],
  ])('is not there where %s', async (_, entries) => {
    expect(await storeOfRecorded([versions(entries)]).store.findRemoval('k')).toBeUndefined();
  });

  test('cannot be had of a bucket that refuses', async () => {
    await expect(storeOfRecorded([{ status: 403 }]).store.findRemoval('k')).rejects.toMatchObject({ engine: 's3' });
  });
});

describe.each(['direct', 'sdk'] as const)('an S3 that throttles or fails, asked by requests of kind %s', (heads) => {
  const slowDown: RecordedAnswer = { status: 503, body: errorBody('SlowDown') };
  const failing: [string, RecordedAnswer | Error][] = [
    ['throttles', slowDown],
    ['fails within', { status: 500, body: errorBody('InternalError') }],
    ['times out', Object.assign(new Error('request timed out'), { name: 'TimeoutError' })],
    ['hangs up', Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' })],
  ];

  test.each(failing)('and %s is asked again', async (_, answer) => {
    const { store, requests } = storeOfRecorded([answer, found], { heads });
    expect(await store.head('k')).toMatchObject({ sizeBytes: 6144 });
    expect(requests).toHaveLength(2);
  });

  test.each(failing)('and %s is unavailable after the last try', async (_, answer) => {
    const { store, requests } = storeOfRecorded([answer, answer, answer, answer], { heads, maxAttempts: 2 });
    const looked = store.head('k');
    await expect(looked).rejects.toBeInstanceOf(EngineUnavailable);
    await expect(looked).rejects.toMatchObject({ engine: 's3', retryAfterSeconds: 1 });
    await expect(store.list('', { limit: 1 })).rejects.toMatchObject({ engine: 's3' });
    expect(requests).toHaveLength(4);
  });
});

describe('a look around the SDK', () => {
  const key = fc.string({ unit: 'binary', minLength: 1, maxLength: 40 }).filter((text) => text.isWellFormed());
  const versionId = fc.option(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 9 }), { nil: undefined });

  async function requestOf(heads: HeadPath, ...asked: readonly [string, string | undefined]): Promise<RecordedRequest> {
    const { store, requests } = storeOfRecorded([found], { heads });
    await store.head(...asked);
    return requests[0]!;
  }

  test('asks for what the SDK asks for, whatever the key, and is signed', async () => {
    await fc.assert(
      fc.asyncProperty(key, versionId, async (...asked) => {
        const [direct, sdk] = [await requestOf('direct', ...asked), await requestOf('sdk', ...asked)];
        expect([direct.method, direct.path, direct.query ?? {}]).toEqual([sdk.method, sdk.path, sdk.query ?? {}]);
        expect(direct.headers['host']).toBe(sdk.headers['host']);
        for (const request of [direct, sdk])
          expect(request.headers['authorization']).toContain(signatureOf({ ...request, body: '' }, 'local'));
      }),
      { numRuns: 40 },
    );
  });
});

function listed(keys: readonly string[], more: string): RecordedAnswer {
  const contents = keys.map(
    (key) =>
      `<Contents><Key>${key}</Key><LastModified>2026-01-01T00:00:00.000Z</LastModified><ETag>&quot;e1&quot;</ETag><Size>7</Size></Contents>`,
  );
  const body = `<?xml version="1.0" encoding="UTF-8"?>\n<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${contents.join('')}${more}</ListBucketResult>`;
  return { status: 200, headers: { 'content-type': 'application/xml' }, body };
}

const encoded = '<EncodingType>url</EncodingType><IsTruncated>false</IsTruncated>';

describe('a list of the bucket', () => {
  test('has the keys exactly as they are, from S3’s encoded ones', async () => {
    const { store } = storeOfRecorded([
      listed(
        ['a+b.txt', 'a%2Bb.txt', '100%25.csv', '%ED%95%9C%EA%B8%80/x', 'a%00%01%0A%7F', 'a%252Fb', '//x/'],
        encoded,
      ),
    ]);
    const { items } = await store.list('', { limit: 10 });
    expect(items.map(({ key }) => key)).toEqual([
      'a b.txt',
      'a+b.txt',
      '100%.csv',
      '한글/x',
      'a\u0000\u0001\n\u007f',
      'a%2Fb',
      '//x/',
    ]);
    expect(items[0]).toEqual({
      key: 'a b.txt',
      sizeBytes: 7,
      eTag: 'e1',
      lastModified: '2026-01-01T00:00:00.000000000Z',
    });
  });

  test('leaves keys alone where the answer does not say that they are encoded', async () => {
    const { store } = storeOfRecorded([listed(['a+b%2Fc &amp; d'], '<IsTruncated>false</IsTruncated>')]);
    expect((await store.list('', { limit: 10 })).items).toMatchObject([{ key: 'a+b%2Fc & d' }]);
  });

  test('asks for its part of the bucket, and goes on behind a key', async () => {
    const { store, requests } = storeOfRecorded([
      listed(['p/1', 'p/2'], '<IsTruncated>true</IsTruncated><NextContinuationToken>t</NextContinuationToken>'),
    ]);
    expect(await store.list('p/', { limit: 2, after: 'p/ +' })).toMatchObject({ next: 'p/2' });
    expect(requests[0]!.query).toMatchObject({
      'list-type': '2',
      prefix: 'p/',
      'start-after': 'p/ +',
      'max-keys': '2',
      'encoding-type': 'url',
    });
  });

  test('goes on through answers that hold no key but are not the end', async () => {
    const { store, requests } = storeOfRecorded([
      listed([], '<IsTruncated>true</IsTruncated><NextContinuationToken>t1</NextContinuationToken>'),
      listed(['late'], '<IsTruncated>false</IsTruncated>'),
    ]);
    expect(await store.list('', { limit: 10, after: 'a' })).toMatchObject({ items: [{ key: 'late' }] });
    expect(requests[1]!.query).toMatchObject({ 'continuation-token': 't1' });
    expect(requests[1]!.query).not.toHaveProperty('start-after');
  });

  test('cannot be had of a bucket that is not there', async () => {
    const { store } = storeOfRecorded([{ status: 404, body: errorBody('NoSuchBucket') }]);
    await expect(store.list('', { limit: 1 })).rejects.toMatchObject({
      engine: 's3',
      retryAfterSeconds: 30,
      cause: { name: 'NoSuchBucket' },
    });
  });
});
