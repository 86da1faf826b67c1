import { createHmac, hash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { S3Client } from '@aws-sdk/client-s3';
import type { SignedRequest } from '@annals/domain';
import { createS3Client } from './s3-client.js';
import { S3ObjectStore } from './s3-object-store.js';

const secret = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY';
const now = '2026-01-01T00:00:00.900Z';
const terms = {
  key: 'a b/+?#&%2F\u{1f600}',
  contentType: 'text/plain; charset=utf-8',
  sizeBytes: 12,
  checksumSha256: '47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=',
};

const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();
const form = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);

/**
 * The signature that S3 computes for a request and compares with the one in its query.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html
 */
function signatureOf(method: string, address: string, headers: Readonly<Record<string, string>>): string {
  const url = new URL(address);
  const parameter = (name: string): string => url.searchParams.get(name)!;
  const query = [...url.searchParams]
    .filter(([name]) => name !== 'X-Amz-Signature')
    .map(([name, value]) => `${form(name)}=${form(value)}`)
    .sort((left, right) => Buffer.compare(Buffer.from(left), Buffer.from(right)));
  const names = parameter('X-Amz-SignedHeaders').split(';');
  const sent: Record<string, string> = { ...headers, host: url.host };
  const canonical = [
    method,
    url.pathname,
    query.join('&'),
    ...names.map((name) => `${name}:${sent[name] ?? ''}`),
    '',
    names.join(';'),
    'UNSIGNED-PAYLOAD',
  ].join('\n');
  const scope = parameter('X-Amz-Credential').split('/').slice(1);
  const toSign = ['AWS4-HMAC-SHA256', parameter('X-Amz-Date'), scope.join('/'), hash('sha256', canonical)].join('\n');
  const key = scope.reduce<string | Buffer>((derived, part) => hmac(derived, part), `AWS4${secret}`);
  return hmac(key, toSign).toString('hex');
}

function isSigned({ method, url }: SignedRequest, headers: Readonly<Record<string, string>>): boolean {
  return signatureOf(method, url, headers) === new URL(url).searchParams.get('X-Amz-Signature');
}

describe('a signed request', () => {
  const before = { id: process.env['AWS_ACCESS_KEY_ID'], secret: process.env['AWS_SECRET_ACCESS_KEY'] };
  let client: S3Client;
  let store: S3ObjectStore;
  beforeAll(() => {
    process.env['AWS_ACCESS_KEY_ID'] = 'AKIAIOSFODNN7EXAMPLE';
    process.env['AWS_SECRET_ACCESS_KEY'] = secret;
    client = createS3Client({ region: 'eu-central-1' });
    store = new S3ObjectStore({ client, bucket: 'main-bucket', nowMs: () => Date.parse(now) });
  });
  afterAll(() => {
    client.destroy();
    for (const [name, value] of [
      ['AWS_ACCESS_KEY_ID', before.id],
      ['AWS_SECRET_ACCESS_KEY', before.secret],
    ] as const) {
      if (value === undefined) Reflect.deleteProperty(process.env, name);
      else process.env[name] = value;
    }
  });

  test('for an upload signs size, type and checksum as headers, and no other header but the host', async () => {
    const upload = await store.signUpload(terms);
    expect(upload).toMatchObject({
      method: 'PUT',
      headers: {
        'content-type': terms.contentType,
        'content-length': '12',
        'x-amz-checksum-sha256': terms.checksumSha256,
      },
      expiresAt: '2026-01-01T00:15:00.000000000Z',
    });
    const { searchParams, host, pathname } = new URL(upload.url);
    expect(host).toBe('main-bucket.s3.eu-central-1.amazonaws.com');
    expect(decodeURIComponent(pathname)).toBe(`/${terms.key}`);
    expect(searchParams.get('X-Amz-SignedHeaders')).toBe('content-length;content-type;host;x-amz-checksum-sha256');
    expect(searchParams.get('X-Amz-Date')).toBe('20260101T000000Z');
    expect(searchParams.get('X-Amz-Expires')).toBe('900');
    expect(isSigned(upload, upload.headers)).toBe(true);
  });

  test.each([
    ['content-type', 'text/html'],
    ['content-length', '13'],
    ['x-amz-checksum-sha256', 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA='],
  ])('for an upload is none with another %s', async (name, value) => {
    const upload = await store.signUpload(terms);
    expect(isSigned(upload, { ...upload.headers, [name]: value })).toBe(false);
    const { [name]: _, ...without } = upload.headers;
    expect(isSigned(upload, without)).toBe(false);
  });

  test('for another key, or for longer, is none', async () => {
    const upload = await store.signUpload(terms);
    for (const [part, other] of [
      ['/a%20b', '/a%20c'],
      ['X-Amz-Expires=900', 'X-Amz-Expires=90000'],
    ] as const) {
      expect(upload.url).toContain(part);
      expect(isSigned({ ...upload, url: upload.url.replace(part, other) }, upload.headers)).toBe(false);
    }
  });

  test('for an upload without a checksum demands none, not even one that the SDK makes up', async () => {
    const { key, contentType } = terms;
    const upload = await store.signUpload({ key, contentType, sizeBytes: 0 });
    expect(upload.headers).toEqual({ 'content-type': contentType, 'content-length': '0' });
    expect(new URL(upload.url).searchParams.get('X-Amz-SignedHeaders')).toBe('content-length;content-type;host');
    expect(upload.url.toLowerCase()).not.toMatch(/crc|checksum/);
    expect(isSigned(upload, upload.headers)).toBe(true);
  });

  test('for a download names the version', async () => {
    const download = await store.signDownload(terms.key, 'v+1/=');
    const { searchParams } = new URL(download.url);
    expect(download).toMatchObject({ method: 'GET', headers: {}, expiresAt: '2026-01-01T00:15:00.000000000Z' });
    expect(searchParams.get('versionId')).toBe('v+1/=');
    expect(isSigned(download, {})).toBe(true);
    const altered = { ...download, url: download.url.replace('versionId=v', 'versionId=w') };
    expect(altered.url).not.toBe(download.url);
    expect(isSigned(altered, {})).toBe(false);
    expect(new URL((await store.signDownload('k')).url).searchParams.has('versionId')).toBe(false);
  });
});
