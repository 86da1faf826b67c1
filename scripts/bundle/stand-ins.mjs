/** What stands in for parts of libraries that no bundle runs, so that a function does not load them at every start. */
import { readFileSync } from 'node:fs';

/** The media types that a server of JSON may be asked about; the whole list of the world's is 280 KB. */
const keptMediaTypes = ['application/json', 'application/octet-stream', 'text/html', 'text/plain'];

/** Bodies are read as UTF-8 by our own code: body-parser, which Express carries along, is never mounted. 480 KB. */
const noCharacterSets = `throw new Error('iconv-lite was left out of this bundle: bodies are not read by body-parser here');`;

/** Marks a question that was asked already. */
const shakable = Symbol('shakable');

/** @type {import('esbuild').Plugin} */
export const standIns = {
  name: 'stand-ins',
  setup(build) {
    // Nest asks for its optional companions (microservices, websockets, ValidationPipe's libraries …) when they are used, and they are
    // not; one that is asked for after all is missing, and tells so.
    build.onResolve({ filter: /^[^.]/ }, ({ path, kind, importer }) =>
      kind === 'dynamic-import' && importer.includes('/@nestjs/') ? { path, external: true } : undefined,
    );
    // To Node rxjs offers CommonJS alone, which cannot be shaken: 170 KB instead of 50.
    build.onResolve({ filter: /^rxjs(?:\/operators)?$/ }, async ({ path, resolveDir, kind, pluginData }) => {
      if (pluginData === shakable) return undefined;
      const found = await build.resolve(path, { resolveDir, kind, pluginData: shakable });
      return { ...found, path: found.path.replace('/dist/cjs/', '/dist/esm/') };
    });
    build.onLoad({ filter: /\/iconv-lite\/lib\/index\.js$/ }, () => ({
      contents: `module.exports = new Proxy({}, { get() { ${noCharacterSets} } });`,
    }));
    build.onLoad({ filter: /\/mime-db\/db\.json$/ }, ({ path }) => {
      const all = JSON.parse(readFileSync(path, 'utf8'));
      const kept = Object.fromEntries(keptMediaTypes.map((type) => [type, all[type]]));
      return { contents: JSON.stringify(kept), loader: 'json' };
    });
  },
};
