import { describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { blankSecrets } from './blank-secrets.js';

const headers = { authorization: 'Bearer hush', cookie: 'hush=1', 'set-cookie': ['hush=1'], 'x-api-key': 'hush' };
const blank = '[Redacted]';
const blanked = { authorization: blank, cookie: blank, 'set-cookie': blank, 'x-api-key': blank };

describe('what is logged', () => {
  it('is the object itself where it has no secret', () => {
    const line = { status: 201, caller: { id: 'a' }, at: new Date(0), names: ['authorization'], none: null };
    expect(blankSecrets(line)).toBe(line);
  });

  it('has no secret, up to two objects deep, and is otherwise as it was', () => {
    const line = { ...headers, kept: 1, request: { headers, path: '/events' }, all: [headers] };
    expect(blankSecrets(line)).toEqual({
      ...blanked,
      kept: 1,
      request: { headers: blanked, path: '/events' },
      all: [blanked],
    });
    expect(line.request.headers).toEqual(headers);
  });

  it('tells an error as before, without the secrets that it carries', () => {
    const lines: string[] = [];
    const logger = pino({ formatters: { log: blankSecrets } }, { write: (line) => lines.push(line) });
    logger.error({ err: Object.assign(new TypeError('refused'), { headers, code: 'E1' }) }, 'failed');
    const { err } = JSON.parse(lines[0]!) as { err: Record<string, unknown> };
    expect(err).toMatchObject({ type: 'TypeError', message: 'refused', code: 'E1', headers: blanked });
    expect(err['stack']).toContain('blank-secrets.test');
    expect(lines.join()).not.toContain('hush');
  });
});
