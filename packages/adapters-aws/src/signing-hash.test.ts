import { createHash, createHmac } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { SigningHash } from './signing-hash.js';

const hex = (digest: Uint8Array): string => Buffer.from(digest).toString('hex');

describe('the hash that requests are signed with', () => {
  test('is SHA-256 where there is no secret', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary' }), fc.uint8Array(), async (text, bytes) => {
        const hash = new SigningHash();
        hash.update(text);
        hash.update(bytes);
        expect(hex(await hash.digest())).toBe(createHash('sha256').update(text).update(bytes).digest('hex'));
      }),
    );
  });

  test('is its HMAC where there is one, text or bytes, of any length', async () => {
    const secrets = fc.oneof(
      fc.string({ minLength: 1, maxLength: 200 }),
      fc.uint8Array({ minLength: 1, maxLength: 200 }),
    );
    await fc.assert(
      fc.asyncProperty(secrets, fc.string(), async (secret, text) => {
        const hash = new SigningHash(secret);
        hash.update(text);
        expect(hex(await hash.digest())).toBe(createHmac('sha256', secret).update(text).digest('hex'));
      }),
    );
  });

  test('is that of its own secret and text, whichever were hashed before', async () => {
    const some = fc.constantFrom('one', 'two');
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(some, some)), async (pairs) => {
        for (const [secret, text] of pairs) {
          const hash = new SigningHash(secret);
          hash.update(text);
          const digest = await hash.digest();
          expect(hex(digest)).toBe(createHmac('sha256', secret).update(text).digest('hex'));
          // What was given away is nobody's to change.
          digest.fill(0);
        }
      }),
    );
  });

  test('is of the part of a buffer that a view shows', async () => {
    const view = new DataView(new TextEncoder().encode('-abc-').buffer, 1, 3);
    const digests = [view, new TextEncoder().encode('abc').buffer].map(async (data) => {
      const hash = new SigningHash(data);
      hash.update(data);
      return hex(await hash.digest());
    });
    const expected = createHmac('sha256', 'abc').update('abc').digest('hex');
    expect(await Promise.all(digests)).toEqual([expected, expected]);
  });

  test('starts anew with its secret', async () => {
    const hash = new SigningHash('secret');
    hash.update('before');
    hash.reset();
    hash.update('after');
    expect(hex(await hash.digest())).toBe(createHmac('sha256', 'secret').update('after').digest('hex'));
  });
});
