import { describe, expect, it } from '@jest/globals';
import { EventEmitter } from 'node:events';
import { stopRequested } from './stop-signal.js';

function fakeProcess(channel: object | undefined) {
  const emitter = new EventEmitter();
  return { emitter, process: Object.assign(emitter, { channel }) as unknown as NodeJS.Process };
}

describe('a request to stop', () => {
  it.each(['SIGINT', 'SIGTERM'])('is %s, however often it comes', async (signal) => {
    const { emitter, process } = fakeProcess(undefined);
    const stop = stopRequested(process);
    for (let time = 0; time < 3; time++) expect(emitter.emit(signal)).toBe(true);
    expect(await stop).toBe(signal);
  });

  it('is the end of the parent, where there is one to watch', async () => {
    const { emitter, process } = fakeProcess({});
    const stop = stopRequested(process);
    emitter.emit('disconnect');
    expect(await stop).toBe('the end of its parent');
    const alone = fakeProcess(undefined);
    void stopRequested(alone.process);
    expect(alone.emitter.listenerCount('disconnect')).toBe(0);
  });
});
