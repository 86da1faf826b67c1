import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { bundleLambda } from '../bundle/bundle-lambda.mjs';

const manifest = fileURLToPath(new URL('../../package.json', import.meta.url));

/** @type {string} */
let root;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'annals-stand-ins-'));
});
afterEach(() => rmSync(root, { recursive: true }));

/**
 * @param {string} path below the folder of the test.
 * @param {string} text
 */
function write(path, text) {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

/** @param {Record<string, string>} packages their code, by their name. */
function install(packages) {
  for (const [name, code] of Object.entries(packages)) {
    write(`node_modules/${name}/package.json`, JSON.stringify({ name, main: 'index.js' }));
    write(`node_modules/${name}/index.js`, code);
  }
}

/**
 * What the bundles of the tests export, each a part of it.
 *
 * @typedef {object} Exported
 * @property {{ name: string, json: () => unknown, Stream: (new () => object) & (() => unknown) }} default
 * @property {() => Promise<unknown>} ask
 * @property {unknown} found
 */

/**
 * @param {string} code of the entry.
 * @returns {Promise<Exported>}
 */
async function bundled(code) {
  write('entry.mjs', code);
  const outfile = join(root, 'out', 'entry.cjs');
  await bundleLambda({ entry: join(root, 'entry.mjs'), outfile, manifest });
  const load = /** @type {(file: string) => Exported} */ (createRequire(import.meta.url));
  return load(outfile);
}

describe('a package that is left out', () => {
  test('is loaded by who only names it, and refuses to be used', async () => {
    install({
      'body-parser': 'exports.json = () => "parsed";',
      express: 'const parser = require("body-parser"); exports.json = parser.json; exports.name = "express";',
    });
    const { default: express } = await bundled('export { default } from "express";');
    expect(express.name).toBe('express');
    expect(() => express.json()).toThrow('body-parser was left out of this bundle');
  });

  test('refuses to be made an object of, and to be called', async () => {
    install({ 'thread-stream': 'module.exports = class {};', pino: 'exports.Stream = require("thread-stream");' });
    const { default: pino } = await bundled('export { default } from "pino";');
    expect(() => new pino.Stream()).toThrow('thread-stream was left out');
    expect(() => pino.Stream()).toThrow('thread-stream was left out');
  });

  test.each(['body-parser', 'qs', 'multer', 'send', 'thread-stream'])(
    'fails the build where another package asks for it: %s',
    async (name) => {
      install({ [name]: '', other: `require("${name}");` });
      await expect(bundled('import "other";')).rejects.toThrow(
        `other asks for ${name}, of which a stand-in is bundled`,
      );
    },
  );

  test('fails the build where our own code asks for it', async () => {
    install({ qs: '' });
    await expect(bundled('import "qs";')).rejects.toThrow('asks for qs, of which a stand-in is bundled');
  });
});

test('the list of media types is not cut short for a package that might look for others', async () => {
  install({ 'mime-types': '', other: 'require("mime-types");' });
  await expect(bundled('import "other";')).rejects.toThrow('other asks for mime-types, of which a stand-in is bundled');
});

test('an optional companion of Nest is missing as if it were not installed, though it is', async () => {
  install({ '@nestjs/websockets': 'exports.here = true;' });
  write(
    'node_modules/@nestjs/core/package.json',
    JSON.stringify({ name: '@nestjs/core', type: 'module', main: 'index.js' }),
  );
  write('node_modules/@nestjs/core/index.js', 'export const ask = () => import("@nestjs/websockets");');
  const { ask } = await bundled('export { ask } from "@nestjs/core";');
  await expect(ask()).rejects.toMatchObject({
    code: 'MODULE_NOT_FOUND',
    message: expect.stringContaining('@nestjs/websockets'),
  });
});

test('credentials come from the environment alone, and are read once', async () => {
  write(
    'node_modules/@aws-sdk/credential-provider-node/package.json',
    JSON.stringify({ name: '@aws-sdk/credential-provider-node', main: 'dist-es/index.js', type: 'module' }),
  );
  write(
    'node_modules/@aws-sdk/credential-provider-node/dist-es/index.js',
    'export const defaultProvider = () => "six ways";',
  );
  install({
    '@aws-sdk/credential-provider-env':
      'let reads = 0; exports.fromEnv = () => () => Promise.resolve(`environment, read ${++reads}`);',
  });
  const { ask } = await bundled(
    'import { defaultProvider } from "@aws-sdk/credential-provider-node"; export const ask = defaultProvider();',
  );
  expect([await ask(), await ask()]).toEqual(['environment, read 1', 'environment, read 1']);
});

test.each([
  ['@aws-sdk/nested-clients', 'it holds @aws-sdk/nested-clients'],
  ['iconv-lite', 'it holds iconv-lite'],
])('a bundle with %s in it is not fit to ship', async (name, fault) => {
  install({ [name]: 'exports.used = [1, 2, 3];' });
  await expect(bundled(`import { used } from "${name}"; console.error(used);`)).rejects.toThrow(fault);
});

describe('the shapes of a service of AWS', () => {
  test('are bundled only where they are used, and mean the same', async () => {
    const folder = 'node_modules/@aws-sdk/client-test';
    const main = 'dist-es/schemas/schemas_0.js';
    write(`${folder}/package.json`, JSON.stringify({ name: '@aws-sdk/client-test', main }));
    write(
      `${folder}/${main}`,
      `const _hH = "httpHeader";
const _U = "Used";
const _X = "NotUsed";
const two = String(1 + 1);
export var Used$ = [3, _U, { [_hH]: "x-a", [two]: _U, [_U.at(0)]: 1 }];
export var NotUsed$ = [3, _X, { [_hH]: "x-b" }];`,
    );
    const { found } = await bundled('import { Used$ } from "@aws-sdk/client-test"; export const found = Used$;');
    expect(found).toEqual([3, 'Used', { httpHeader: 'x-a', 2: 'Used', U: 1 }]);
    expect(readFileSync(join(root, 'out', 'entry.cjs'), 'utf8')).not.toContain('NotUsed');
  });
});
