import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { anyAttribute, anySource } from '../../testing/event-arbitraries.js';
import { sha256 } from '../../testing/event-builders.js';
import { identityHash, identityKey, identityOfKey } from './event-identity.js';

const identity = fc.record({
  id: fc.oneof(anyAttribute(128), fc.stringMatching(/^[%#25a3]{1,8}$/)),
  source: anySource(),
});

describe('the key of an identity', () => {
  test('gives the identity back', () => {
    fc.assert(fc.property(identity, (one) => expect(identityOfKey(identityKey(one))).toEqual(one)));
  });

  test('belongs to one identity only', () => {
    fc.assert(
      fc.property(identity, identity, (left, right) => {
        expect(identityKey(left) === identityKey(right)).toBe(left.id === right.id && left.source === right.source);
      }),
    );
  });

  test('is at most 903 bytes at every maximum', () => {
    expect(identityKey({ id: '#'.repeat(128), source: `/${'s'.repeat(511)}` })).toHaveLength(903);
  });
});

test('the hash of an identity is 22 URL-safe characters and never changes', () => {
  expect(identityHash({ id: 'a#1', source: '/shop' }, sha256)).toBe(sha256('EVENT#a%231#/shop').slice(0, 22));
  expect(identityHash({ id: 'a', source: '/' }, sha256)).toMatch(/^[A-Za-z0-9_-]{22}$/);
});
