/**
 * A process whose worker records what is queued in a data folder, and which kills itself at one step of it.
 *
 * `node worker-program.mjs <data folder> <step>`: `<port>.<method> <before|after>` the first call that has something to do, say
 * `queue.delete before`. Where the step is one of `queue.release`, the engine fails every event.
 */
import { openEmbeddedEngine } from '@annals/adapters-embedded';
import { createClock, noTelemetry } from '@annals/domain';
import { pino } from 'pino';
import { sha256 } from '../../dist/adapters/platform.js';
import { EventWorker } from '../../dist/worker/event-worker.js';

const [dataDir, step = ''] = process.argv.slice(2);

/**
 * A port that kills this process at the step.
 *
 * @template {object} T
 * @param {string} name
 * @param {T} port
 * @returns {T}
 */
function deadly(name, port) {
  return new Proxy(port, {
    get(target, property) {
      const value = Reflect.get(target, property, target);
      if (typeof value !== 'function') return value;
      return async (/** @type {unknown[]} */ ...args) => {
        const at = `${name}.${String(property)}`;
        if (step === `${at} before`) process.kill(process.pid, 'SIGKILL');
        /** @type {unknown} */
        const result = await value.apply(target, args);
        if (step === `${at} after` && !(Array.isArray(result) && result.length === 0))
          process.kill(process.pid, 'SIGKILL');
        return result;
      };
    },
  });
}

/** @type {Pick<import('@annals/domain').EventRepository, 'append'>} */
const failing = {
  append: (attempts) => Promise.resolve(attempts.map(() => ({ code: 'failed', cause: new Error('it fails here') }))),
};

const engine = await openEmbeddedEngine({ dataDir: String(dataDir) });
EventWorker.start({
  queue: deadly('queue', engine.queue('events', { maxReceives: 5 })),
  repository: deadly('repository', step.startsWith('queue.release') ? failing : engine.repository),
  clock: createClock(),
  sha256,
  telemetry: noTelemetry,
  logger: pino({ level: 'silent' }),
});
