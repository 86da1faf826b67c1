/** What stands in for parts of libraries that no function runs, so that none loads them at every start. */
import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { packageOf } from './package-of.mjs';

/** The media types that a server of JSON may be asked about; the whole list of the world's is 280 KB. */
const keptMediaTypes = ['application/json', 'application/octet-stream', 'text/html', 'text/plain'];

/**
 * Packages that are left out, by the only ones that may ask for them: those load them and do not use them here. Whoever does use one
 * after all fails, and so does the warm-up of a build; a further package that asks for one fails the build at once.
 *
 * @type {Record<string, readonly string[]>}
 */
const leftOut = {
  // Bodies are read by our own code, as UTF-8.
  'body-parser': ['express'],
  // So are the headers that browsers ask for.
  cors: ['@nestjs/platform-express'],
  multer: ['@nestjs/platform-express'],
  // Queries are read by our own code.
  qs: ['express'],
  // No function serves files.
  send: ['express'],
  'serve-static': ['express'],
  // Logs are written at once, by no other thread.
  'thread-stream': ['pino'],
};

/** What only other packages that are left out would ask for. */
const mediaTypeReaders = ['accepts', 'express', 'mime-types', 'type-is'];

/** Lets a package be loaded, and refuses to be used. */
const refusal = (/** @type {string} */ name) => `
function refuse() { throw new Error('${name} was left out of this bundle: see scripts/bundle/stand-ins.mjs'); }
module.exports = new Proxy(refuse, { get: (_target, member) => (member === '__esModule' ? undefined : refuse) });`;

/** Marks a question that was asked already. */
const asked = Symbol('asked');

/** @type {import('esbuild').Plugin} */
export const standIns = {
  name: 'stand-ins',
  setup(build) {
    leaveOut(build);
    leaveAbsent(build);
    shakeRxjs(build);
    shakeSchemas(build);
    // It writes to a terminal, where somebody sets DEBUG.
    build.onLoad({ filter: /\/node_modules\/debug\/src\/index\.js$/ }, () => ({
      contents: 'module.exports = () => Object.assign(() => {}, { enabled: false });',
    }));
    build.onLoad({ filter: /\/mime-db\/db\.json$/ }, ({ path }) => {
      const all = JSON.parse(readFileSync(path, 'utf8'));
      const kept = Object.fromEntries(keptMediaTypes.map((type) => [type, all[type]]));
      return { contents: JSON.stringify(kept), loader: 'json' };
    });
    build.onResolve({ filter: /^mime-types$/ }, ({ path, importer }) =>
      judgeImporter(path, importer, mediaTypeReaders),
    );
    // There are no files of configuration on Lambda, which the SDK would look for whenever a setting is in no variable.
    build.onLoad({ filter: /\/shared-ini-file-loader\/loadSharedConfigFiles\.js$/ }, () => ({
      contents: `export { CONFIG_PREFIX_SEPARATOR } from './constants';
        export const loadSharedConfigFiles = async () => ({ configFile: {}, credentialsFile: {} });`,
    }));
    // Lambda gives a function its credentials as variables, for as long as its process lives; the SDK's chain would load six other ways
    // first. It remembers what it found, and so does this: every request is signed.
    build.onLoad({ filter: /\/@aws-sdk\/credential-provider-node\/dist-es\/index\.js$/ }, ({ path }) => ({
      contents: `import { fromEnv } from '@aws-sdk/credential-provider-env';
        export const defaultProvider = (init) => {
          let found;
          return () => (found ??= fromEnv(init)());
        };`,
      resolveDir: dirname(path),
    }));
  },
};

/** @param {import('esbuild').PluginBuild} build */
function leaveOut(build) {
  const names = Object.keys(leftOut).join('|');
  build.onResolve({ filter: new RegExp(`^(?:${names})$`) }, ({ path, importer }) => ({
    ...judgeImporter(path, importer, leftOut[path] ?? []),
    path,
    namespace: 'left-out',
  }));
  build.onLoad({ filter: /./, namespace: 'left-out' }, ({ path }) => ({ contents: refusal(path) }));
}

/**
 * @param {string} path
 * @param {string} importer
 * @param {readonly string[]} mayImport
 * @returns {import('esbuild').OnResolveResult | undefined}
 */
function judgeImporter(path, importer, mayImport) {
  const who = packageOf(importer);
  if (mayImport.includes(who)) return undefined;
  return {
    errors: [{ text: `${who || importer} asks for ${path}, of which a stand-in is bundled: see stand-ins.mjs` }],
  };
}

/**
 * Nest asks for its optional companions (microservices, websockets, ValidationPipe's libraries …) when they are used, and they are not; one
 * that is asked for after all is missing, and tells so, without looking for it on the disk.
 *
 * @param {import('esbuild').PluginBuild} build
 */
function leaveAbsent(build) {
  build.onResolve({ filter: /^[^.]/ }, ({ path, kind, importer }) =>
    kind === 'dynamic-import' && importer.includes('/@nestjs/') ? { path, namespace: 'absent' } : undefined,
  );
  build.onLoad({ filter: /./, namespace: 'absent' }, ({ path }) => ({
    contents: `throw Object.assign(new Error("Cannot find package '${path}'"), { code: 'MODULE_NOT_FOUND' });`,
  }));
}

/**
 * To Node rxjs offers CommonJS alone, which cannot be shaken: 170 KB instead of 50.
 *
 * @param {import('esbuild').PluginBuild} build
 */
function shakeRxjs(build) {
  build.onResolve({ filter: /^rxjs(?:\/operators)?$/ }, async ({ path, resolveDir, kind, pluginData }) => {
    if (pluginData === asked) return undefined;
    const found = await build.resolve(path, { resolveDir, kind, pluginData: asked });
    return { ...found, path: found.path.replace('/dist/cjs/', '/dist/esm/') };
  });
}

/**
 * The SDK describes all shapes of a service in one file, and traits in them by computed names: `{ [_hH]: _x }`. What is computed could have
 * effects, so the bundler would keep all of S3's for the few that are used: 56 KB, each made at every start. The names are constants.
 *
 * @param {import('esbuild').PluginBuild} build
 */
function shakeSchemas(build) {
  build.onLoad({ filter: /\/@aws-sdk\/client-[^/]+\/dist-es\/schemas\/schemas_\d+\.js$/ }, ({ path }) => {
    const text = readFileSync(path, 'utf8');
    const constants = new Map(
      Array.from(text.matchAll(/^const (\w+) = ("[^"\n]*");$/gm), ([, name, value]) => [name, value]),
    );
    const named = (/** @type {string} */ computed, /** @type {string} */ name) => {
      const value = constants.get(name);
      return value === undefined ? computed : `${value}:`;
    };
    return { contents: text.replace(/\[(\w+)\]:/g, named) };
  });
}
