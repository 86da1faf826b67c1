import { createHash } from 'node:crypto';
import { rmSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Runs an action while no other process of this user runs one under the same name.
 *
 * The lock is a listening socket: the system closes it when its process dies, however it dies, so a waiting
 * process hears at once and a killed one leaves nothing that has to be timed out.
 *
 * @template T
 * @param {string} name what is locked; any string.
 * @param {() => void} onWait called once, when another process holds the lock.
 * @param {() => Promise<T>} action
 * @returns {Promise<T>}
 */
export async function withLock(name, onWait, action) {
  const release = await acquire(address(name), onWait);
  try {
    return await action();
  } finally {
    release();
  }
}

/**
 * Linux knows sockets that have a name and no file (their first byte is NUL), which vanish with their process.
 * Elsewhere the file of a dead process stays and is taken over.
 *
 * @param {string} name
 * @returns {string}
 * @see https://man7.org/linux/man-pages/man7/unix.7.html
 */
function address(name) {
  const hash = createHash('sha256').update(name).digest('hex').slice(0, 16);
  const file = `annals-${process.getuid?.() ?? 0}-${hash}`;
  return process.platform === 'linux' ? `\0${file}` : join(tmpdir(), `${file}.sock`);
}

/**
 * @param {string} path
 * @param {() => void} onWait
 * @returns {Promise<() => void>}
 */
async function acquire(path, onWait) {
  let wait = onWait;
  for (;;) {
    const release = await listen(path);
    if (release) return release;
    await untilFree(path, () => {
      wait();
      wait = () => {};
    });
  }
}

/**
 * @param {string} path
 * @returns {Promise<(() => void) | undefined>} undefined when the path is taken, by a living or a dead process.
 */
function listen(path) {
  return new Promise((resolve, reject) => {
    /** @type {Set<import('node:net').Socket>} */
    const waiting = new Set();
    const server = createServer((socket) => {
      waiting.add(socket);
      socket.on('error', () => {}).on('close', () => waiting.delete(socket));
    });
    server.once('error', (/** @type {NodeJS.ErrnoException} */ error) =>
      error.code === 'EADDRINUSE' ? resolve(undefined) : reject(error),
    );
    server.listen(path, () => {
      server.unref();
      resolve(() => {
        server.close();
        for (const socket of waiting) socket.destroy();
      });
    });
  });
}

/**
 * Resolves when the process that listens on the path closes it, or at once when nobody does.
 *
 * @param {string} path
 * @param {() => void} onWait called when there is such a process.
 * @returns {Promise<void>}
 */
function untilFree(path, onWait) {
  return new Promise((resolve) => {
    connect(path)
      .once('connect', onWait)
      .on('error', (/** @type {NodeJS.ErrnoException} */ error) => {
        if (error.code === 'ECONNREFUSED' && !path.startsWith('\0')) rmSync(path, { force: true });
      })
      .on('close', () => resolve())
      .resume();
  });
}
