import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { prefers } from './prefer.js';

describe('a Prefer field', () => {
  it.each([
    'respond-async',
    'Respond-Async',
    ' respond-async ',
    'respond-async=""',
    'respond-async = ""',
    'respond-async; wait=10',
    'respond-async;foo="a, b; c"',
    'respond-async=""; x',
    'respond-async, wait=100',
    'wait=100,respond-async',
    'return=minimal, , respond-async',
    'foo="a, \\", b", respond-async',
    'foo; bar="x,y", respond-async; z',
    'respond-async, respond-async=no',
  ])('names respond-async in %j', (prefer) => {
    expect(prefers(prefer, 'respond-async')).toBe(true);
  });

  it.each([
    undefined,
    '',
    ',',
    'wait=10',
    'respond-asynchronously',
    'respond',
    'respond-async=yes',
    'respond-async="yes"',
    'respond-async=no, respond-async',
    'foo="respond-async"',
    'foo=", respond-async"',
    'foo="\\", respond-async',
    'foo="never closed, respond-async',
    'foo; respond-async',
    'foo=respond-async',
    'respond-async foo',
  ])('does not name it in %j', (prefer) => {
    expect(prefers(prefer, 'respond-async')).toBe(false);
  });

  it('names it once it stands first, whatever comes behind the comma', () => {
    fc.assert(
      fc.property(fc.string(), (rest) => {
        expect(prefers(`respond-async,${rest}`, 'respond-async')).toBe(true);
      }),
    );
  });

  it('is taken to its end by a quote that is never closed, however many escapes stand in it', () => {
    const endless = '"\\'.repeat(32 * 1024);
    expect(prefers(`${endless}, respond-async`, 'respond-async')).toBe(false);
    expect(prefers(`respond-async, ${endless}`, 'respond-async')).toBe(true);
  });
});
