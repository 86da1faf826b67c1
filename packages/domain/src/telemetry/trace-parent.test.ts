import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseTraceparent, traceContext } from './trace-parent.js';

const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
const spanId = '00f067aa0ba902b7';

describe('traceparent', () => {
  it('is read as it was written', () => {
    const hex = (digits: number) =>
      fc.bigInt({ min: 1n, max: 16n ** BigInt(digits) - 1n }).map((id) => id.toString(16).padStart(digits, '0'));
    fc.assert(
      fc.property(hex(32), hex(16), fc.boolean(), (trace, span, sampled) => {
        const read = parseTraceparent(traceContext(trace, span, sampled).traceparent);
        expect(read).toEqual({ traceId: trace, spanId: span, sampled });
      }),
      { numRuns: 50 },
    );
  });

  it('may be of a later version, with more behind it', () => {
    expect(parseTraceparent(`cc-${traceId}-${spanId}-03-more`)).toEqual({ traceId, spanId, sampled: true });
  });

  it.each([
    '',
    `00-short-${spanId}-01`,
    `ff-${traceId}-${spanId}-01`,
    `00-${'0'.repeat(32)}-${spanId}-01`,
    `00-${traceId}-${'0'.repeat(16)}-01`,
    `00-${traceId.toUpperCase()}-${spanId}-01`,
    `00-${traceId}-${spanId}`,
    `00-${traceId}-${spanId}-01x`,
    `00-${traceId}-${spanId}-01-more`,
    `00-${traceId}-${spanId}-01-`,
    `cc-${traceId}-${spanId}-01.more`,
  ])('%j is none', (text) => {
    expect(parseTraceparent(text)).toBeUndefined();
  });
});
