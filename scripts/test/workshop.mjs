import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const scripts = fileURLToPath(new URL('..', import.meta.url));

/** A server that says which signals came, and drains for a moment. */
const server = `
process.on('SIGINT', () => stop('SIGINT'));
process.on('SIGTERM', () => stop('SIGTERM'));
process.on('disconnect', () => stop('disconnect'));
const stop = (reason) => { console.log('stopping: ' + reason); setTimeout(() => process.exit(0), 200); };
setInterval(() => {}, 1000);
console.log('serving as ' + process.pid);
`;

/** Installs as pnpm would, as far as the bootstrap can tell; `npx.log` tells how often. */
const npx = `
echo "$*" >> npx.log
if [ -e npx.fails ]; then echo "ERR the registry is on fire"; exit 7; fi
if [ -e npx.hangs ]; then touch npx.started; while :; do echo .; sleep 0.1; done; fi
mkdir -p node_modules/.bin
cp tools/turbo node_modules/.bin/turbo
printf '#!/bin/sh\\nexec "%s" "$@"\\n' "$REAL_NODE" > node_modules/.bin/node
chmod +x node_modules/.bin/node
echo "Progress: resolved 2, reused 1, downloaded 1, added 2, done"
`;

const turbo = `
if [ -e turbo.fails ]; then echo "src/main.ts(1,1): error TS1005"; exit 2; fi
[ -e built ] || echo "@annals/api-nest:build: cache miss, executing 0123"
touch built
`;

/** A copy of the scripts in a repository of its own, whose registry and compiler are a few lines of shell. */
export class Workshop {
  root = mkdtempSync(join(tmpdir(), 'annals-workshop-'));
  /** @type {Set<import('node:child_process').ChildProcess>} */
  #running = new Set();

  constructor() {
    cpSync(scripts, join(this.root, 'scripts'), { recursive: true });
    this.write('package.json', '{ "type": "module", "packageManager": "pnpm@1.2.3" }');
    this.write('pnpm-lock.yaml', 'lockfileVersion: 9');
    this.write('pnpm-workspace.yaml', 'packages: []');
    this.write('packages/api-nest/dist/main.js', server);
    this.write('packages/api-nest/server-flags.json', '["--title=annals"]');
    this.write('tools/npx', `#!/bin/sh${npx}`);
    this.write('tools/turbo', `#!/bin/sh${turbo}`);
    for (const tool of ['npx', 'turbo']) chmodSync(join(this.root, 'tools', tool), 0o755);
  }

  /**
   * @param {string} path below the workshop.
   * @param {string} text
   */
  write(path, text) {
    mkdirSync(dirname(join(this.root, path)), { recursive: true });
    writeFileSync(join(this.root, path), text);
  }

  /** @param {string} path below the workshop. */
  remove(path) {
    rmSync(join(this.root, path), { recursive: true, force: true });
  }

  /**
   * @param {string} path below the workshop.
   * @returns {boolean}
   */
  has(path) {
    return existsSync(join(this.root, path));
  }

  /** @returns {number} how often an installation began. */
  get installations() {
    return readFileSync(join(this.root, 'npx.log'), 'utf8').trim().split('\n').length;
  }

  /**
   * Runs a script of the workshop with the host's Node.
   *
   * @param {string[]} args of Node.
   * @param {NodeJS.ProcessEnv} [variables]
   */
  run(args, variables = {}) {
    const env = { PATH: `${join(this.root, 'tools')}:${process.env.PATH}`, REAL_NODE: process.execPath, ...variables };
    const child = spawn(process.execPath, args, { cwd: this.root, env, stdio: ['ignore', 'pipe', 'pipe'] });
    this.#running.add(child);
    return new Run(child);
  }

  /** @param {string[]} args of the bootstrap: its target, then the target's. */
  start(...args) {
    return this.run(['scripts/run.mjs', ...args]);
  }

  async close() {
    for (const child of this.#running) {
      if (child.exitCode !== null || child.signalCode !== null) continue;
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
    rmSync(this.root, { recursive: true, force: true });
  }
}

/** One run of a program, and what it has printed so far. */
export class Run {
  output = '';
  ended = false;

  /** @param {import('node:child_process').ChildProcessByStdio<null, import('node:stream').Readable, import('node:stream').Readable>} child */
  constructor(child) {
    this.child = child;
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (/** @type {string} */ text) => (this.output += text));
    }
    this.closed = once(child, 'close').finally(() => (this.ended = true));
  }

  /**
   * @param {string} text
   * @throws {Error} when the program ends without having printed it.
   */
  async until(text) {
    await until(() => this.output.includes(text) || this.ended);
    if (!this.output.includes(text)) throw new Error(`ended without "${text}":\n${this.output}`);
  }

  /** @returns {Promise<{ code: number | null, lines: string[] }>} */
  async end() {
    const [code] = /** @type {[number | null]} */ (await this.closed);
    return { code, lines: this.output.trimEnd().split('\n') };
  }
}

/** Bounds a wait for something that never comes; it measures nothing. */
const patienceMs = 90_000;

/**
 * @param {() => boolean} isTrue looked at again and again.
 * @throws {Error} when it stays false.
 */
export async function until(isTrue) {
  const deadline = performance.now() + patienceMs;
  while (!isTrue()) {
    if (performance.now() > deadline) throw new Error(`waited ${patienceMs} ms in vain`);
    await delay(10);
  }
}
