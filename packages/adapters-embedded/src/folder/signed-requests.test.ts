import { newYear2026Micros } from '@annals/domain/testing';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { RequestSigner, signedObjectPath, signedSeconds } from './signed-requests.js';

const checksumSha256 = 'A'.repeat(43) + '=';
const terms = { key: 'a/b c+é.txt', contentType: 'text/plain; charset=utf-8', sizeBytes: 5, checksumSha256 };
const anyKey = fc.string({ unit: 'binary', minLength: 1, maxLength: 40 });

function signerAt(clock: { micros: number }, secret = 1): RequestSigner {
  return new RequestSigner(new Uint8Array(32).fill(secret), { nowMicros: () => clock.micros }, () => 'http://h:1');
}

function queryOf(url: string): URLSearchParams {
  return new URL(url).searchParams;
}

describe('a signed request', () => {
  const clock = { micros: newYear2026Micros };
  const signer = signerAt(clock);

  test('is taken with just what was signed, whatever the key', () => {
    fc.assert(
      fc.property(anyKey, fc.nat(), fc.boolean(), (key, sizeBytes, hasChecksum) => {
        const wanted = { key, contentType: 'a/b', sizeBytes, ...(hasChecksum && { checksumSha256 }) };
        const { url, method } = signer.signUpload(wanted);
        expect(signer.verify(method, queryOf(url))).toEqual({ ok: true, value: { method: 'PUT', terms: wanted } });
        const download = signer.signDownload(key);
        expect(signer.verify(download.method, queryOf(download.url))).toEqual({
          ok: true,
          value: { method: 'GET', key },
        });
      }),
    );
  });

  test('leads to this server, names the type that must be sent, and says when it ends', () => {
    const { url, method, headers, expiresAt } = signer.signUpload(terms);
    expect(url.startsWith(`http://h:1${signedObjectPath}?`)).toBe(true);
    expect({ method, headers, expiresAt }).toEqual({
      method: 'PUT',
      headers: { 'content-type': terms.contentType },
      expiresAt: '2026-01-01T00:15:00.000000000Z',
    });
    expect(signer.signDownload('k')).toMatchObject({ method: 'GET', headers: {} });
  });

  test('is refused from its end on', () => {
    const { url } = signer.signDownload('k');
    const signedMicros = signedSeconds * 1_000_000;
    const later = { micros: newYear2026Micros + signedMicros - 1 };
    expect(signerAt(later).verify('GET', queryOf(url)).ok).toBe(true);
    later.micros++;
    expect(signerAt(later).verify('GET', queryOf(url))).toEqual({ ok: false, error: 'expired' });
  });

  test.each(['key', 'expires', 'contentType', 'sizeBytes', 'checksumSha256', 'signature'])(
    'is refused with another %s, without it, and with it twice',
    (name) => {
      const query = queryOf(signer.signUpload(terms).url);
      const value = query.get(name)!;
      const altered = new URLSearchParams(query);
      altered.set(name, name === 'sizeBytes' || name === 'expires' ? `${Number(value) + 1}` : `${value}x`);
      const missing = new URLSearchParams(query);
      missing.delete(name);
      const twice = new URLSearchParams(query);
      twice.append(name, value);
      for (const other of [altered, missing, twice])
        expect(signer.verify('PUT', other)).toEqual({ ok: false, error: 'altered' });
    },
  );

  test('is refused with a parameter that was not signed, by another method, and by a server with another secret', () => {
    const { url } = signer.signUpload(terms);
    const more = queryOf(url);
    more.append('versionId', 'v1');
    expect(signer.verify('PUT', more)).toEqual({ ok: false, error: 'altered' });
    for (const method of ['GET', 'HEAD', 'POST', 'put', ''])
      expect(signer.verify(method, queryOf(url))).toEqual({ ok: false, error: 'altered' });
    expect(signerAt(clock, 2).verify('PUT', queryOf(url))).toEqual({ ok: false, error: 'altered' });
  });

  test('cannot be made from another by moving text between its parameters', () => {
    fc.assert(
      fc.property(anyKey, anyKey, fc.nat(20), (key, contentType, cut) => {
        const text = `${key}${contentType}`;
        const at = 1 + (cut % text.length);
        fc.pre(at !== key.length);
        const query = queryOf(signer.signUpload({ ...terms, key, contentType }).url);
        query.set('key', text.slice(0, at));
        query.set('contentType', text.slice(at));
        expect(signer.verify('PUT', query).ok).toBe(false);
      }),
    );
  });

  test.each(['', '?', 'signature=', 'key=a&signature=%00', 'key=%ff&expires=x&signature=🙂'])('is not %j', (query) => {
    expect(signer.verify('GET', new URLSearchParams(query))).toEqual({ ok: false, error: 'altered' });
  });
});
