import { InMemoryEventRepository } from '@annals/domain/testing';
import { describe, expect, it } from '@jest/globals';
import { announce } from './announce.js';
import { createLogger } from './log.js';

const events = new InMemoryEventRepository();
const running = {
  url: 'http://127.0.0.1:3000',
  engine: { name: 'sqlite', place: '/srv/data', events, close: () => Promise.resolve() },
  version: '1.2.3',
};

function announced(
  isTTY: boolean,
  level: 'info' | 'warn' = 'info',
): { readonly log: string; readonly terminal: string } {
  const written = { log: '', terminal: '' };
  const logger = createLogger(level, { write: (line) => (written.log += line) });
  announce(running, logger, { isTTY, write: (text) => (written.terminal += text) });
  return written;
}

describe('what a server says when it listens', () => {
  it('is a few lines on a terminal', () => {
    const { log, terminal } = announced(true);
    expect(log).toBe('');
    expect(terminal.split('\n')).toEqual([
      'Annals 1.2.3',
      '  URL     http://127.0.0.1:3000',
      '  docs    http://127.0.0.1:3000/docs',
      '  engine  sqlite',
      '  data    /srv/data',
      '',
    ]);
  });

  it('is one line of the log elsewhere', () => {
    const { log, terminal } = announced(false);
    expect(terminal).toBe('');
    expect(JSON.parse(log)).toMatchObject({
      url: 'http://127.0.0.1:3000',
      docs: 'http://127.0.0.1:3000/docs',
      engine: 'sqlite',
      place: '/srv/data',
      version: '1.2.3',
    });
  });

  it('is said outside of a log that leaves it out', () => {
    const { log, terminal } = announced(false, 'warn');
    expect(log).toBe('');
    expect(terminal).toContain('  URL     http://127.0.0.1:3000\n');
  });
});
