import { describe, expect, test } from '@jest/globals';
import { identityHash } from '@annals/domain';
import { sha256 } from '@annals/domain/testing';
import fc from 'fast-check';
import { defaultShardCounts, maxShards, shardOf } from './shard.js';

describe('the shard of an identity', () => {
  test('is the first 48 bits of its hash modulo the count', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[A-Za-z0-9_-]{22}$/), fc.integer({ min: 1, max: maxShards }), (hash, count) => {
        const bits = BigInt(`0x${Buffer.from(hash, 'base64url').subarray(0, 6).toString('hex')}`);
        expect(shardOf(hash, count)).toBe(Number(bits % BigInt(count)));
      }),
    );
  });

  test('never changes: these were written by the first version', () => {
    const hash = identityHash({ source: '/', id: 'e1' }, sha256);
    expect([1, 3, 4, 16, 100, 256].map((count) => shardOf(hash, count))).toEqual([0, 2, 0, 4, 32, 148]);
  });

  test.each([4, 16])('spreads 20,000 sequential ids over %i shards to within a tenth', (count) => {
    const sizes = new Array<number>(count).fill(0);
    for (let index = 0; index < 20_000; index++)
      sizes[shardOf(identityHash({ source: '/', id: `${index}` }, sha256), count)]!++;
    for (const size of sizes) expect(Math.abs(size / (20_000 / count) - 1)).toBeLessThan(0.1);
  });
});

test('a table without shard counts writes where lists read', () => {
  expect(defaultShardCounts.write).toBeLessThanOrEqual(defaultShardCounts.read);
});
