import { traceContext } from '@annals/domain';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseTraceHeader, traceHeaderOf } from './x-ray-header.js';

const hex = (digits: number) =>
  fc.bigInt({ min: 1n, max: 16n ** BigInt(digits) - 1n }).map((id) => id.toString(16).padStart(digits, '0'));

describe('the header of X-Ray', () => {
  it('says what a traceparent says, and is read as it was written', () => {
    fc.assert(
      fc.property(hex(32), hex(16), fc.boolean(), (traceId, spanId, sampled) => {
        const header = traceHeaderOf(traceContext(traceId, spanId, sampled).traceparent)!;
        expect(header).toMatch(/^Root=1-[0-9a-f]{8}-[0-9a-f]{24};Parent=[0-9a-f]{16};Sampled=[01]$/);
        expect(parseTraceHeader(header)).toEqual({ traceId, spanId, sampled });
      }),
      { numRuns: 50 },
    );
  });

  it('is read as Lambda and others write it', () => {
    const traceId = '5759e988bd862e3fe1be46a994272793';
    const root = 'Root=1-5759e988-bd862e3fe1be46a994272793';
    expect(parseTraceHeader(`${root};Parent=53995c3f42cd8ad8;Sampled=1;Lineage=1:a87bd80c:0`)).toEqual({
      traceId,
      spanId: '53995c3f42cd8ad8',
      sampled: true,
    });
    expect(parseTraceHeader(`Self=1-aa; ${root}`)).toEqual({ traceId, spanId: undefined, sampled: false });
  });

  it.each(['', 'Root=', 'Root=2-5759e988-bd862e3fe1be46a994272793', 'Parent=53995c3f42cd8ad8;Sampled=1'])(
    '%j names no trace',
    (header) => {
      expect(parseTraceHeader(header)).toBeUndefined();
    },
  );

  it('is not made of a malformed traceparent', () => {
    expect(traceHeaderOf('nonsense')).toBeUndefined();
  });
});
